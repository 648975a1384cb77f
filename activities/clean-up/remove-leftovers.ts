import { z } from 'zod';

import type { Removal, Retention } from '../../pipeline/maintenance.js';
import { wholeNumber } from '../row-columns.js';
import type { Warehouse } from '../snowflake/warehouse.js';
import { removeObjects } from './remove-objects.js';
import { RUNS_AT_ONCE, selectRemovable, writeRemoval } from './statements.js';

const removableRow = z.object({
  RUN_ID: z.string(),
  MODEL: z.string(),
  VERSION: wholeNumber.nullable(),
  RECENCY: wholeNumber.nullable(),
});

/** What was removed, and whether there may be more. */
export interface RemovedLeftovers {
  readonly removals: readonly Removal[];
  readonly isComplete: boolean;
}

/**
 * Removes what runs left behind that ended long enough ago: of every run its tables, unless its version is live or one of
 * the last before it; and functions and artifact of a version that never went live. Versions that ever served
 * keep theirs. Whether a run is one of these is asked again right before anything of it is removed.
 */
export async function removeLeftovers(
  warehouse: Warehouse,
  retention: Retention,
): Promise<RemovedLeftovers> {
  const { rows } = await warehouse.select(selectRemovable(retention), removableRow);
  const removals: Removal[] = [];
  for (const { RUN_ID } of rows) removals.push(...(await removeOf(warehouse, retention, RUN_ID)));
  return { removals, isComplete: rows.length < RUNS_AT_ONCE };
}

async function removeOf(
  warehouse: Warehouse,
  retention: Retention,
  runId: string,
): Promise<readonly Removal[]> {
  const { rows } = await warehouse.select(selectRemovable(retention, runId), removableRow);
  const [row] = rows;
  if (row === undefined) return [];
  const { MODEL: model, VERSION: version, RECENCY: recency } = row;
  const run = { id: runId, model };
  const removal = {
    runId,
    model,
    ...(await removeObjects(warehouse, run, { version, wentLive: recency !== null })),
  };
  await warehouse.execute(writeRemoval(removal));
  return removal.removed.length + removal.kept.length === 0 ? [] : [removal];
}
