import { textLiteral } from './snowflake/identifier.js';
import type { Statement } from './snowflake/statement.js';

/** Lists the columns of a table or view; `table` is a quoted name. */
export function describeTable(table: string): Statement {
  return { sql: `DESCRIBE TABLE ${table}` };
}

/** Lists the files of a stage location. */
export function listLocation(location: string): Statement {
  return { sql: `LIST ${textLiteral(location)}` };
}
