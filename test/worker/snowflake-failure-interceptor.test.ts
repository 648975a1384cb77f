import { ApplicationFailure, CancelledFailure } from '@temporalio/common';
import { MockActivityEnvironment } from '@temporalio/testing';
import { DefaultLogger } from '@temporalio/worker';
import { describe, expect, it } from 'vitest';

import {
  SnowflakeCancelledError,
  SnowflakeHandlerError,
  SnowflakeStatementError,
  SnowflakeTransientError,
} from '../../activities/snowflake/errors.js';
import { StepProblem } from '../../activities/step-problem.js';
import { snowflakeFailureInterceptor } from '../../worker/snowflake-failure-interceptor.js';

const identity = { code: '002003', sqlState: '42S02', queryId: '01ab' };

/** What an Activity fails with that throws `error` after these failures of earlier attempts, by code. */
async function failure(
  error: unknown,
  failures: Readonly<Record<string, number>> = {},
): Promise<unknown> {
  const heartbeatDetails = { statements: {}, failures };
  const environment = new MockActivityEnvironment(
    { attempt: 9, heartbeatDetails },
    { interceptors: [snowflakeFailureInterceptor], logger: new DefaultLogger('ERROR') },
  );
  return environment
    .run(() => Promise.reject(error))
    .then(
      () => new Error('it did not fail'),
      (thrown: unknown) => thrown,
    );
}

describe('snowflakeFailureInterceptor', () => {
  it('says what failed, of which type and with which query id', async () => {
    const error = new SnowflakeStatementError('no such table', {
      ...identity,
      reaction: 'permanent',
    });

    const thrown = await failure(error);
    expect(thrown).toBeInstanceOf(ApplicationFailure);
    expect(thrown).toMatchObject({
      type: 'SnowflakeStatement',
      message: 'no such table',
      nonRetryable: true,
      details: [identity],
      cause: undefined,
      stack: error.stack,
    });
  });

  it.each<[string, unknown, Record<string, number>, boolean]>([
    [
      'retries what may pass',
      new SnowflakeTransientError('busy', { ...identity, reaction: 'retry' }),
      { '002003': 8 },
      false,
    ],
    [
      'retries within the bound',
      new SnowflakeTransientError('busy', { ...identity, reaction: 'retry', maxAttempts: 3 }),
      { '002003': 1 },
      false,
    ],
    [
      'counts an error apart from the outage before it',
      new SnowflakeTransientError('busy', { ...identity, reaction: 'retry', maxAttempts: 3 }),
      { ECONNREFUSED: 8 },
      false,
    ],
    [
      'gives up at the bound',
      new SnowflakeTransientError('busy', { ...identity, reaction: 'retry', maxAttempts: 3 }),
      { '002003': 2 },
      true,
    ],
    [
      'retries an unknown outcome',
      new SnowflakeTransientError('?', { ...identity, reaction: 'unknown' }),
      {},
      false,
    ],
    [
      'gives up what someone cancelled',
      new SnowflakeCancelledError('cancelled', { ...identity, reaction: 'cancelled' }),
      {},
      true,
    ],
    [
      'gives up a handler that raised',
      new SnowflakeHandlerError('SourceData', 'one class', identity),
      {},
      true,
    ],
    ['gives up a problem of the step', new StepProblem('ModelFolder', 'no features'), {}, true],
  ])('%s', async (_, error, failures, nonRetryable) => {
    expect(await failure(error, failures)).toMatchObject({ nonRetryable });
  });

  it('waits as long as the error asks for', async () => {
    const error = new SnowflakeTransientError('locked', {
      ...identity,
      reaction: 'retry',
      retryDelayMs: 60_000,
    });

    expect(await failure(error)).toMatchObject({ nextRetryDelay: 60_000 });
  });

  it.each([
    new TypeError('a bug'),
    new CancelledFailure('cancelled'),
    ApplicationFailure.create({ type: 'X' }),
  ])('lets %s pass unchanged', async (error) => {
    expect(await failure(error)).toBe(error);
  });
});
