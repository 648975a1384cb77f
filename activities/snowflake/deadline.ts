import { setTimeout as pause } from 'node:timers/promises';

import { SnowflakeConnectionError } from './errors.js';

/**
 * The work's result, or SnowflakeConnectionError when it takes longer than `ms`: the driver may wait forever on a
 * socket that is closed (driver issue 1188). `queryId` is the statement that the work is about.
 */
export async function withinMs<Result>(
  ms: number,
  what: string,
  work: Promise<Result>,
  queryId: string | null = null,
): Promise<Result> {
  const timer = new AbortController();
  const late = pause(ms, undefined, { signal: timer.signal }).then(() => {
    throw new SnowflakeConnectionError(`no answer within ${ms / 1000} s to ${what}`, {
      reaction: 'unknown',
      code: null,
      sqlState: null,
      queryId,
    });
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    timer.abort();
  }
}
