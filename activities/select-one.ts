import type { z } from 'zod';

import { SnowflakeRowsError } from './snowflake/errors.js';
import type { Statement } from './snowflake/statement.js';
import type { Warehouse } from './snowflake/warehouse.js';

/** Runs a statement that answers with one row, and decodes it. Throws SnowflakeRowsError for any other number of rows. */
export async function selectOne<Row>(
  warehouse: Warehouse,
  statement: Statement,
  row: z.ZodType<Row>,
): Promise<{ readonly row: Row; readonly queryId: string }> {
  const { rows, queryId } = await warehouse.select(statement, row);
  const [only] = rows;
  if (only !== undefined && rows.length === 1) return { row: only, queryId };
  throw new SnowflakeRowsError(`the result has ${rows.length} rows, expected one`, {
    reaction: 'permanent',
    code: null,
    sqlState: null,
    queryId,
  });
}
