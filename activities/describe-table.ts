import { z } from 'zod';

import type { Statement } from './snowflake/statement.js';
import type { Warehouse } from './snowflake/warehouse.js';

/** One column of a table, its type as Snowflake writes it, for example `NUMBER(38,0)`. */
export interface TableColumn {
  readonly name: string;
  readonly type: string;
}

const columnRow = z.object({ name: z.string(), type: z.string() });

/** Lists columns of a table or view; `table` is a quoted name. */
export function describeTable(table: string): Statement {
  return { sql: `DESCRIBE TABLE ${table}` };
}

/** The columns of a table or view in their order; `table` is a quoted name. */
export async function readColumns(
  warehouse: Warehouse,
  table: string,
): Promise<readonly TableColumn[]> {
  return (await warehouse.select(describeTable(table), columnRow)).rows;
}
