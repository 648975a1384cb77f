import { describe, expect, it } from 'vitest';

import { queryProgress } from '../../../activities/snowflake/query-status.js';

describe('queryProgress', () => {
  it.each([
    ['BLOCKED', 'running'],
    ['RESTARTED', 'running'],
    ['QUEUED_REPAIRING_WAREHOUSE', 'running'],
    ['ABORTING', 'running'],
    ['SUCCESS', 'succeeded'],
    ['ABORTED', 'failed'],
    ['FAILED_WITH_INCIDENT', 'failed'],
    ['NO_QUERY_DATA', 'unknown'],
    ['DISCONNECTED', 'unknown'],
    ['SOMETHING_NEW', 'unknown'],
    ['toString', 'unknown'],
  ])('takes %s for %s', (status, progress) => {
    expect(queryProgress(status)).toBe(progress);
  });
});
