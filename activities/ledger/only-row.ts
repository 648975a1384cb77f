import type { z } from 'zod';

import type { Statement } from '../snowflake/statement.js';
import type { Warehouse } from '../snowflake/warehouse.js';
import { StepProblem } from '../step-problem.js';

/** The one row of a ledger query, or null when there is none. Throws LedgerCorrupt, naming `what`, when there are more. */
export async function rowOrNull<Row>(
  warehouse: Warehouse,
  statement: Statement,
  row: z.ZodType<Row>,
  what: string,
): Promise<Row | null> {
  const { rows } = await warehouse.select(statement, row);
  if (rows.length > 1) throw corruptLedger(what, `${rows.length} rows`, 'one at most');
  return rows[0] ?? null;
}

/** The one row of a ledger query. Throws LedgerCorrupt, naming `what`, when there is none or more. */
export async function onlyRow<Row>(
  warehouse: Warehouse,
  statement: Statement,
  row: z.ZodType<Row>,
  what: string,
): Promise<Row> {
  const found = await rowOrNull(warehouse, statement, row, what);
  if (found === null) throw corruptLedger(what, 'no row', 'one');
  return found;
}

/** The ledger holds what it never should, for example two live rows of a model. */
export function corruptLedger(what: string, found: string, expected: string): StepProblem {
  return new StepProblem(
    'LedgerCorrupt',
    `The ledger has ${found} for ${what}, expected ${expected}. Someone changed it by hand: compare it with PROMOTIONS.`,
  );
}
