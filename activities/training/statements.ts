import type { Statement } from '../snowflake/statement.js';

/**
 * When a statement of this user began, in milliseconds since 1970 by Snowflake's clock, and how long it took. It is among
 * the newest 10,000: it has only just ended.
 */
export function selectStatementTimes(queryId: string): Statement {
  return {
    sql:
      'SELECT DATE_PART(EPOCH_MILLISECOND, "START_TIME") AS "STARTED_AT", "TOTAL_ELAPSED_TIME" AS "ELAPSED_MS"\n' +
      'FROM TABLE(INFORMATION_SCHEMA.QUERY_HISTORY_BY_USER(RESULT_LIMIT => 10000))\n' +
      'WHERE "QUERY_ID" = ?',
    binds: [queryId],
  };
}
