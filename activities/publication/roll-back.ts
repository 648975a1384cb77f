import { z } from 'zod';

import type { RunEnd } from '../../pipeline/outcome.js';
import { supersededReason, type Rollback, type RollbackInput } from '../../pipeline/rollback.js';
import type { Run } from '../../pipeline/run.js';
import type { ActivityDependencies } from '../activity-dependencies.js';
import { goLive } from '../ledger/go-live.js';
import { readLiveVersion, type LiveVersion } from '../ledger/live-version.js';
import { readVersion } from '../ledger/model-version.js';
import { corruptLedger } from '../ledger/only-row.js';
import { readPromotion, type Promotion } from '../ledger/promotion.js';
import { closeRun, openRollback } from '../ledger/run-statements.js';
import { readVersionHistory } from '../ledger/version-history.js';
import { selectLastVersion } from '../ledger/version-statements.js';
import type { Warehouse } from '../snowflake/warehouse.js';
import { StepProblem } from '../step-problem.js';
import { toItsEnd } from '../to-its-end.js';
import { checkServable } from './check-servable.js';
import { checkServingName } from './check-serving-name.js';
import { completeRollback } from './complete-rollback.js';
import { rollbackTarget } from './rollback-target.js';

/**
 * Lets an older version serve again, by the same switch as a publication: the version is tested, then the ledger moves,
 * then the serving names. Trains nothing. Retried at any point it rolls forward from the switch on, which is made once a
 * run. Throws RollbackRefused when there is nothing to go back to, and ParityMismatch when the version does not answer
 * as it was judged.
 */
export async function rollBack(
  dependencies: ActivityDependencies,
  input: RollbackInput,
): Promise<Rollback> {
  const { run } = input;
  return dependencies.snowflake.withWarehouse({ run, step: 'publication' }, async (warehouse) => {
    await dependencies.ledger.with(warehouse, () => warehouse.execute(openRollback(run)));
    const promotion =
      (await readPromotion(warehouse, run)) ?? (await switchBack(dependencies, warehouse, input));
    const rollback =
      promotion === null
        ? await superseded(warehouse, run)
        : await completeRollback(dependencies, warehouse, run, promotion);
    await toItsEnd(() => warehouse.execute(closeRun(endOf(run, rollback))));
    return rollback;
  });
}

/** All that comes before the switch, and the switch; null when another version went live meanwhile. */
async function switchBack(
  dependencies: ActivityDependencies,
  warehouse: Warehouse,
  { run, toVersion }: RollbackInput,
): Promise<Promotion | null> {
  const { model } = run;
  const { fence, champion, servingFunction } = await readLive(warehouse, model);
  const history = await readVersionHistory(warehouse, model);
  const liveVersion = champion?.version ?? null;
  const target = await readVersion(
    warehouse,
    model,
    rollbackTarget({ model, liveVersion, history, toVersion }),
  );
  if (servingFunction === null) throw corruptLedger(`the serving name of ${model}`, 'none', 'one');
  await checkServingName(warehouse, model, servingFunction);
  const compared = await checkServable(warehouse, model, target);
  return goLive(dependencies, warehouse, {
    run,
    version: target.version,
    servingFunction,
    expectedFence: fence,
    evidenceDigest: target.evidenceDigest,
    queryIds: [compared],
  });
}

/** The ledger's live version of a model that it knows; nobody is to make it a model by a slip of the pen. */
async function readLive(warehouse: Warehouse, model: string): Promise<LiveVersion> {
  const { rows } = await warehouse.select(selectLastVersion(model), z.object({}));
  if (rows.length > 0) return readLiveVersion(warehouse, model);
  throw new StepProblem(
    'RollbackRefused',
    `The ledger in ${warehouse.database}.${warehouse.schema} knows no model ${model}. npx ratchet status lists those ` +
      "that have run; a Worker's database and schema are SNOWFLAKE_DATABASE and SNOWFLAKE_SCHEMA.",
  );
}

async function superseded(warehouse: Warehouse, { model }: Run): Promise<Rollback> {
  const { champion } = await readLiveVersion(warehouse, model);
  return { kind: 'superseded', liveVersion: champion?.version ?? null };
}

function endOf(run: Run, rollback: Rollback): RunEnd {
  const step = 'publication';
  if (rollback.kind === 'rolled-back') {
    const { version, queryIds } = rollback;
    return { run, state: 'ROLLED_BACK', step, version, reasons: [], queryIds };
  }
  const reasons = [supersededReason(rollback)];
  return { run, state: 'SUPERSEDED', step, version: null, reasons, queryIds: [] };
}
