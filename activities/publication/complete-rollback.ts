import { probabilityFunction, scoresTable } from '../../pipeline/object-names.js';
import type { RolledBack } from '../../pipeline/rollback.js';
import type { Run } from '../../pipeline/run.js';
import type { ActivityDependencies } from '../activity-dependencies.js';
import { readLiveVersion } from '../ledger/live-version.js';
import { readVersion, type ModelVersion } from '../ledger/model-version.js';
import { corruptLedger } from '../ledger/only-row.js';
import type { Promotion } from '../ledger/promotion.js';
import type { Warehouse } from '../snowflake/warehouse.js';
import { checkParity } from './check-parity.js';
import { completeSwitch } from './complete-switch.js';

/** What follows the switch of a rollback, as often as it takes: the serving names, and whether they answer. */
export async function completeRollback(
  dependencies: ActivityDependencies,
  warehouse: Warehouse,
  run: Run,
  promotion: Promotion,
): Promise<RolledBack> {
  const { model } = run;
  const { servingFunction } = await readLiveVersion(warehouse, model);
  const { version, previousVersion, fence } = promotion;
  if (servingFunction === null || previousVersion === null) {
    throw corruptLedger(`the rollback of run ${run.id}`, 'no version before', 'one');
  }
  const now = await readVersion(warehouse, model, version);
  const before = await readVersion(warehouse, model, previousVersion);
  const names = { predict: servingFunction, proba: probabilityFunction(servingFunction) };
  const scores = scoresTable({ id: now.runId, model });
  const readBack = () => checkParity(warehouse, scores, now, names);
  const completed = { run, servingFunction, promotion, readBack };
  const queryIds = await completeSwitch(dependencies, warehouse, completed);
  return {
    kind: 'rolled-back',
    version,
    previousVersion,
    fence,
    functionName: names.predict,
    probabilityFunctionName: names.proba,
    argumentsDiffer: argumentsOf(now) !== argumentsOf(before),
    queryIds,
  };
}

/** Callers pass arguments by position: another order of the same types would give wrong answers without an error. */
function argumentsOf({ features }: ModelVersion): string {
  return JSON.stringify(features.map(({ name, kind }) => [name, kind]));
}
