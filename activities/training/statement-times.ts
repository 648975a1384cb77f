import { z } from 'zod';

import { wholeNumber } from '../row-columns.js';
import { SnowflakeTransientError } from '../snowflake/errors.js';
import type { Warehouse } from '../snowflake/warehouse.js';
import { selectStatementTimes } from './statements.js';

/** When a statement ran, by Snowflake's clock: the same whichever attempt asks. */
export interface StatementTimes {
  /** Milliseconds since 1970. */
  readonly startedAtMs: number;
  readonly elapsedMs: number;
}

const timesRow = z.object({ STARTED_AT: wholeNumber, ELAPSED_MS: wholeNumber });

/** Finds out when a statement that has ended ran. Throws SnowflakeTransientError while the history lags behind. */
export async function statementTimes(
  warehouse: Warehouse,
  queryId: string,
): Promise<StatementTimes> {
  const { rows } = await warehouse.select(selectStatementTimes(queryId), timesRow);
  const [row] = rows;
  if (row !== undefined) return { startedAtMs: row.STARTED_AT, elapsedMs: row.ELAPSED_MS };
  throw new SnowflakeTransientError(
    `QUERY_HISTORY does not tell yet when statement ${queryId} ran, which dates the model file.`,
    {
      reaction: 'retry',
      maxAttempts: 10,
      retryDelayMs: 5_000,
      code: null,
      sqlState: null,
      queryId,
    },
  );
}
