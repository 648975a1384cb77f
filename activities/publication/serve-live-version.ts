import { probabilityFunction } from '../../pipeline/object-names.js';
import { readLiveVersion, type LiveVersion } from '../ledger/live-version.js';
import type { Warehouse } from '../snowflake/warehouse.js';
import { StepProblem } from '../step-problem.js';
import { servingComment } from './check-serving-name.js';
import { replaceServingUdf } from './statements.js';

/** Each round means that another run went live meanwhile. */
const MAX_ROUNDS = 5;

/**
 * Points the serving names at whatever version the ledger says is live, and looks again: if it moved meanwhile, an older
 * version must not stay in front of a newer one. Returns the query ids.
 */
export async function serveLiveVersion(
  warehouse: Warehouse,
  model: string,
  servingName: string,
): Promise<readonly string[]> {
  const queryIds: string[] = [];
  let live = await readLiveVersion(warehouse, model);
  for (let round = 0; round < MAX_ROUNDS; round += 1) {
    queryIds.push(...(await pointAt(warehouse, model, servingName, live)));
    const now = await readLiveVersion(warehouse, model);
    if (now.fence === live.fence) return queryIds;
    live = now;
  }
  throw new StepProblem(
    'VersionConflict',
    `The live version of ${model} moved ${MAX_ROUNDS} times while ${servingName} was being pointed at it. ` +
      'Let one run after the other go live.',
  );
}

async function pointAt(
  warehouse: Warehouse,
  model: string,
  servingName: string,
  { champion, fence }: LiveVersion,
): Promise<readonly string[]> {
  if (champion === null) {
    throw new StepProblem(
      'LedgerCorrupt',
      `The ledger names no live version of ${model} any more.`,
    );
  }
  const { database, schema } = warehouse;
  const { version, features, functionName, probabilityFunctionName } = champion;
  const comment = servingComment(model, version, fence);
  const pairs = [
    [servingName, functionName],
    [probabilityFunction(servingName), probabilityFunctionName],
  ] as const;
  const queryIds: string[] = [];
  for (const [name, target] of pairs) {
    const statement = replaceServingUdf(name, features, [database, schema, target], comment);
    queryIds.push((await warehouse.execute(statement)).queryId);
  }
  return queryIds;
}
