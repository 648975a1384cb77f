import { z } from 'zod';

import {
  featureDraft,
  featureTable,
  runFilesLocation,
  scoresTable,
  sourceTablePrefixes,
} from '../../pipeline/object-names.js';
import type { RunEnd } from '../../pipeline/outcome.js';
import type { Run } from '../../pipeline/run.js';
import { SnowflakeStatementError } from '../snowflake/errors.js';
import type { Warehouse } from '../snowflake/warehouse.js';
import { dropTable, removeFiles, selectTablesOf } from './statements.js';

/** Ends after which someone may still want to see, or publish, what was judged (decision 0010). */
const KEEPS_JUDGED_ROWS: readonly RunEnd['state'][] = ['PROMOTED', 'HELD'];

/** Removes what a run made for itself alone: uploaded files, raw and staged tables, and the feature table. */
export async function cleanUpRun(
  warehouse: Warehouse,
  { run, state }: Pick<RunEnd, 'run' | 'state'>,
): Promise<void> {
  const judged = KEEPS_JUDGED_ROWS.includes(state) ? [] : [featureTable(run), scoresTable(run)];
  const tables = [...(await sourceTables(warehouse, run)), featureDraft(run), ...judged];
  for (const table of tables) await warehouse.execute(dropTable(table));
  await removeRunFiles(warehouse, run);
}

async function sourceTables(warehouse: Warehouse, run: Run): Promise<readonly string[]> {
  const row = z.object({ TABLE_NAME: z.string() });
  const names: string[] = [];
  for (const prefix of sourceTablePrefixes(run)) {
    const { rows } = await warehouse.select(selectTablesOf(warehouse.schema, prefix), row);
    names.push(...rows.map((found) => found.TABLE_NAME));
  }
  return names;
}

/** A run that failed before the stages were made has no files either. */
async function removeRunFiles(warehouse: Warehouse, run: Run): Promise<void> {
  try {
    await warehouse.execute(removeFiles(runFilesLocation(run)));
  } catch (error) {
    const isMissing = error instanceof SnowflakeStatementError && error.code === '002003';
    if (!isMissing) throw error;
  }
}
