/**
 * The SQL expression that counts the rows of which `condition` holds; 0 when there are none. Snowflake's documentation
 * has COUNT_IF give NULL then: https://docs.snowflake.com/en/sql-reference/functions/count_if
 */
export function countWhere(condition: string): string {
  return `COUNT(IFF(${condition}, 1, NULL))`;
}
