import { log } from '@temporalio/activity';
import { z } from 'zod';

import { runFilesLocation } from '../../pipeline/object-names.js';
import type { RunEnd } from '../../pipeline/outcome.js';
import type { Run } from '../../pipeline/run.js';
import type { WorkflowEnd } from '../../pipeline/workflow-state.js';
import { isFinal } from '../is-final.js';
import { SnowflakeError } from '../snowflake/errors.js';
import type { Warehouse } from '../snowflake/warehouse.js';
import { removeLocation } from './remove-location.js';
import { runTables } from './run-tables.js';
import { dropTable, selectPromotionsOfVersion } from './statements.js';

/** A run that is over, as far as its leftovers matter. */
export interface EndedRun {
  readonly run: Pick<Run, 'id' | 'model'>;
  readonly state: RunEnd['state'] | WorkflowEnd;
}

/** Ends after which someone may still want to see, or publish, what was judged (decision 0010). */
const KEEPS_JUDGED_ROWS: readonly EndedRun['state'][] = ['PROMOTED', 'HELD'];
/** Ends before which no version can have gone live. Of any other that did, a rollback needs what it was judged by. */
const NEVER_WENT_LIVE: readonly EndedRun['state'][] = ['REJECTED', 'NO_CHANGE'];

/**
 * Removes what a run made for itself alone: uploaded files, raw and staged tables, and the feature table. What Snowflake
 * refuses to remove stays, and is logged: the run is over all the same.
 */
export async function cleanUpRun(warehouse: Warehouse, ended: EndedRun): Promise<void> {
  try {
    await removeOwnObjects(warehouse, ended);
  } catch (error) {
    if (!isFinal(error)) throw error;
    const queryId = error instanceof SnowflakeError ? error.queryId : null;
    log.warn('Objects of a run that ended stay behind', { reason: error.message, queryId });
  }
}

async function removeOwnObjects(warehouse: Warehouse, { run, state }: EndedRun): Promise<void> {
  const judged = !(await keepsJudgedRows(warehouse, { run, state }));
  for (const table of await runTables(warehouse, run, { judged })) {
    await warehouse.execute(dropTable(table));
  }
  await removeLocation(warehouse, runFilesLocation(run));
}

async function keepsJudgedRows(warehouse: Warehouse, { run, state }: EndedRun): Promise<boolean> {
  if (KEEPS_JUDGED_ROWS.includes(state)) return true;
  if (NEVER_WENT_LIVE.includes(state)) return false;
  const { rows } = await warehouse.select(selectPromotionsOfVersion(run.id), z.object({}));
  return rows.length > 0;
}
