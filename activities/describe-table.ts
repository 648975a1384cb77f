import { z } from 'zod';

import { describeTable } from './object-statements.js';
import type { Warehouse } from './snowflake/warehouse.js';

/** One column of a table, its type as Snowflake writes it, for example `NUMBER(38,0)`. */
export interface TableColumn {
  readonly name: string;
  readonly type: string;
}

const columnRow = z.object({ name: z.string(), type: z.string() });

/** The columns of a table or view in their order; `table` is a quoted name. */
export async function readColumns(
  warehouse: Warehouse,
  table: string,
): Promise<readonly TableColumn[]> {
  return (await warehouse.select(describeTable(table), columnRow)).rows;
}
