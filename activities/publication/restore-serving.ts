import { probabilityFunction, scoresTable } from '../../pipeline/object-names.js';
import type { Restored } from '../../pipeline/restored.js';
import type { ActivityDependencies } from '../activity-dependencies.js';
import { insertRestoration } from '../ledger/live-statements.js';
import { readLiveVersion } from '../ledger/live-version.js';
import { maintenanceStep } from '../maintenance-step.js';
import type { Warehouse } from '../snowflake/warehouse.js';
import { checkParity } from './check-parity.js';
import { checkServingName } from './check-serving-name.js';
import { findDrift, type Drift, type DriftedFunction } from './find-drift.js';
import { isFinal } from '../is-final.js';
import { serveLiveVersion } from './serve-live-version.js';
import { readServingComment, servingComment } from './serving-comment.js';

/**
 * Serves every live version anew whose serving functions are not what the ledger says, notes it in RESTORATIONS, and
 * asks the functions. A model that cannot be restored does not keep the others from it: its problem is told.
 *
 * A model whose publication is under way is no exception: the procedure serves what the ledger says and nothing else,
 * so all that can happen to the publication is that it finds its work done.
 */
export async function restoreServing(
  dependencies: ActivityDependencies,
): Promise<readonly Restored[]> {
  return dependencies.snowflake.withWarehouse(maintenanceStep(), async (warehouse) => {
    await dependencies.ledger.ensure(warehouse);
    const restored: Restored[] = [];
    for (const drift of await findDrift(warehouse)) {
      restored.push(...(await restoreModel(dependencies, warehouse, drift)));
    }
    return restored;
  });
}

async function restoreModel(
  dependencies: ActivityDependencies,
  warehouse: Warehouse,
  drift: Drift,
): Promise<readonly Restored[]> {
  const { model } = drift;
  try {
    await checkServingName(warehouse, model, drift.servingFunction);
    const served = await serveLiveVersion(dependencies, warehouse, model);
    const restored = restoredTo({ ...drift, ...served });
    for (const { problem: _, ...row } of restored) await warehouse.execute(insertRestoration(row));
    const problem = restored.length === 0 ? null : await problemOf(warehouse, model);
    return restored.map((one) => ({ ...one, problem }));
  } catch (error) {
    if (!isFinal(error)) throw error;
    return restoredTo(drift).map((one) => ({ ...one, problem: error.message }));
  }
}

/** What is restored by serving this version. A publication that served it since the look at the functions was no drift. */
function restoredTo({ model, version, fence, functions }: Drift): readonly Restored[] {
  const expected = servingComment({ model, version, fence });
  return functions
    .filter(({ comments }) => !comments.includes(expected))
    .map(({ functionName, comments }) => {
      const found = inWords(comments);
      return { model, version, fence, functionName, found, problem: null };
    });
}

function inWords(comments: DriftedFunction['comments']): string {
  if (comments.length === 0) return 'no function';
  return comments.map(functionInWords).join('; ');
}

function functionInWords(comment: string | null): string {
  const ours = readServingComment(comment);
  if (ours === null) return 'a function that Ratchet did not make';
  return `version ${ours.version} of ${ours.model} under fence ${ours.fence}`;
}

/** Why the restored functions do not answer as the live version did when it was judged; null when they do. */
async function problemOf(warehouse: Warehouse, model: string): Promise<string | null> {
  const { champion, servingFunction } = await readLiveVersion(warehouse, model);
  if (champion === null || servingFunction === null) return null;
  const functions = { predict: servingFunction, proba: probabilityFunction(servingFunction) };
  const scores = scoresTable({ id: champion.runId, model });
  try {
    await checkParity(warehouse, scores, champion, functions);
    return null;
  } catch (error) {
    if (!isFinal(error)) throw error;
    return error.message;
  }
}
