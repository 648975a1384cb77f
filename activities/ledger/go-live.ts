import type { Run } from '../../pipeline/run.js';
import type { Warehouse } from '../snowflake/warehouse.js';
import { StepProblem } from '../step-problem.js';
import { holdRunningRun, insertPromotion, moveLiveVersion } from './live-statements.js';
import { readLiveVersion } from './live-version.js';
import { corruptLedger } from './only-row.js';
import { readPromotion, type Promotion } from './promotion.js';

/** A move of the live version that a run asks for. */
export interface Switch {
  readonly run: Run;
  readonly version: number;
  /** The name that is to serve it, for example PREDICT_CHURN. */
  readonly servingFunction: string;
  /** The fence that the version was judged by, or that a rollback saw. */
  readonly expectedFence: number;
  readonly evidenceDigest: string;
  readonly queryIds: readonly string[];
}

/**
 * Moves the live version to the wanted one and writes the promotion, both or neither; null when the fence has moved
 * meanwhile. Whatever became of an earlier attempt, the answer is read back from the ledger: a run goes live once.
 * Throws RunClosed when the ledger says that the run is over: it can never go live then.
 */
export async function goLive(warehouse: Warehouse, wanted: Switch): Promise<Promotion | null> {
  // The previous version belongs to the fence that the UPDATE tests: if that moves meanwhile, nothing is written.
  const { fence, champion } = await readLiveVersion(warehouse, wanted.run.model);
  if (fence === wanted.expectedFence) {
    await warehouse.transaction(async () => {
      await holdRun(warehouse, wanted.run);
      await move(warehouse, wanted, champion?.version ?? null, wanted.run.reason);
    });
  }
  return readPromotion(warehouse, wanted.run);
}

/**
 * Moves the live version back to the one before, when what `promotion` switched on turned out bad; the fence grows.
 * False when another switch came meanwhile, so that there is nothing to take back. A run that is over may do it too.
 */
export async function takeBack(
  warehouse: Warehouse,
  promoted: Omit<Switch, 'expectedFence'> & { readonly promotion: Promotion },
  reason: string,
): Promise<boolean> {
  const { promotion, ...back } = promoted;
  const wanted = { ...back, expectedFence: promotion.fence };
  return warehouse.transaction(() => move(warehouse, wanted, promotion.version, reason));
}

/** No one can close the run from here to the end of the transaction, so a run that was closed before never goes live. */
async function holdRun(warehouse: Warehouse, run: Run): Promise<void> {
  const held = await warehouse.execute(holdRunningRun(run));
  if (held.changedRows === 1) return;
  throw new StepProblem(
    'RunClosed',
    `The ledger says that run ${run.id} is over, so it cannot go live. Start a new run of ${run.model}.`,
  );
}

async function move(
  warehouse: Warehouse,
  wanted: Switch,
  previousVersion: number | null,
  reason: string | null,
): Promise<boolean> {
  const { changedRows } = await warehouse.execute(moveLiveVersion(wanted.run, wanted));
  if (changedRows === 0) return false;
  if (changedRows !== 1) {
    throw corruptLedger(`the live version of ${wanted.run.model}`, `${changedRows} rows`, 'one');
  }
  await warehouse.execute(insertPromotion(promotionRow(wanted, previousVersion, reason)));
  return true;
}

function promotionRow(wanted: Switch, previousVersion: number | null, reason: string | null) {
  return {
    MODEL: wanted.run.model,
    VERSION: wanted.version,
    PREVIOUS_VERSION: previousVersion,
    FENCE: wanted.expectedFence + 1,
    RUN_ID: wanted.run.id,
    PROMOTED_BY: wanted.run.startedBy,
    REASON: reason,
    EVIDENCE_DIGEST: wanted.evidenceDigest,
    QUERY_IDS: JSON.stringify(wanted.queryIds),
  };
}
