import { expect, it } from 'vitest';

import { SnowflakeConnectionError } from '../../../activities/snowflake/errors.js';
import { FailedAttempts } from '../../../activities/snowflake/failed-attempts.js';

const OF_BOTH = { code: '401002', sqlState: null, queryId: null } as const;
const UNAVAILABLE = new SnowflakeConnectionError('503', { ...OF_BOTH, reaction: 'unknown' });
const FORBIDDEN = new SnowflakeConnectionError('403', {
  ...OF_BOTH,
  reaction: 'retry',
  maxAttempts: 2,
});

it('lets an outage use up no tries of an error that has the same code', () => {
  const failed = new FailedAttempts({ statements: {}, intents: [], failures: {} });
  for (const error of [UNAVAILABLE, UNAVAILABLE, FORBIDDEN]) failed.add(error, Date.now());
  expect(failed.isFinal(FORBIDDEN)).toBe(false);

  const next = new FailedAttempts({ statements: {}, intents: [], ...failed.details() });
  next.add(FORBIDDEN, Date.now());
  expect(next.isFinal(FORBIDDEN)).toBe(true);
  expect(next.total).toBe(4);
});
