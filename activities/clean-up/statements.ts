import { quoted, textLiteral } from '../snowflake/identifier.js';
import type { Statement } from '../snowflake/statement.js';

/** Lists the tables of a schema whose names begin with a text. */
export function selectTablesOf(schema: string, prefix: string): Statement {
  return {
    sql:
      'SELECT "TABLE_NAME" FROM "INFORMATION_SCHEMA"."TABLES"\n' +
      'WHERE "TABLE_SCHEMA" = ? AND STARTSWITH("TABLE_NAME", ?)',
    binds: [schema, prefix],
  };
}

/** Drops a table, if it is there. */
export function dropTable(table: string): Statement {
  return { sql: `DROP TABLE IF EXISTS ${quoted(table)}` };
}

/** Removes the files of a stage location. */
export function removeFiles(location: string): Statement {
  return { sql: `REMOVE ${textLiteral(location)}` };
}
