import { describe, expect, it } from 'vitest';

import { StatementRequests } from '../../../activities/snowflake/statement-requests.js';
import { RUN } from '../../support/run.js';

const MINUTE_MS = 60_000;

function requestsOf(startToCloseTimeoutMs: number): StatementRequests {
  return new StatementRequests(
    { run: RUN, step: 'features' },
    { attempt: 3, startToCloseTimeoutMs },
  );
}

describe('a statement’s limit in Snowflake', () => {
  it('is its own, if it has one', async () => {
    const { parameters } = await requestsOf(60 * MINUTE_MS).make({
      sql: 'SELECT 1',
      timeoutMs: 1_500,
    });

    expect(parameters).toMatchObject({ STATEMENT_TIMEOUT_IN_SECONDS: 2 });
  });

  it('ends before its attempt does, if it has none', async () => {
    const { parameters } = await requestsOf(60 * MINUTE_MS).make({ sql: 'SELECT 1' });

    expect(parameters).toMatchObject({ STATEMENT_TIMEOUT_IN_SECONDS: 57 * 60 });
  });

  it('is a minute at least', async () => {
    const { parameters } = await requestsOf(MINUTE_MS).make({ sql: 'SELECT 1' });

    expect(parameters).toMatchObject({ STATEMENT_TIMEOUT_IN_SECONDS: 60 });
  });
});

it('tags a statement with its name', async () => {
  const { parameters } = await requestsOf(MINUTE_MS).make({ sql: 'SELECT 1', resumeAs: 'one' });

  expect(JSON.parse(String(parameters?.['QUERY_TAG']))).toMatchObject({
    runId: RUN.id,
    step: 'features',
    attempt: 3,
    statement: 'one',
  });
});
