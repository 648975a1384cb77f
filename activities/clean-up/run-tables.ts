import { z } from 'zod';

import {
  featureDraft,
  featureTable,
  scoresTable,
  sourceTablePrefixes,
  type NamedRun,
} from '../../pipeline/object-names.js';
import type { Warehouse } from '../snowflake/warehouse.js';
import { selectTables } from './statements.js';

const tableRow = z.object({ TABLE_NAME: z.string() });

/** The tables of a run that are there: what was read from its sources, and with `judged` the rows that were judged. */
export async function runTables(
  warehouse: Warehouse,
  run: NamedRun,
  { judged }: { readonly judged: boolean },
): Promise<readonly string[]> {
  const names = [featureDraft(run), ...(judged ? [featureTable(run), scoresTable(run)] : [])];
  const statement = selectTables(warehouse.schema, { prefixes: sourceTablePrefixes(run), names });
  const { rows } = await warehouse.select(statement, tableRow);
  return rows.map((row) => row.TABLE_NAME);
}
