import { CompleteAsyncError } from '@temporalio/activity';
import { ApplicationFailure, CancelledFailure } from '@temporalio/common';
import { MockActivityEnvironment } from '@temporalio/testing';
import { DefaultLogger } from '@temporalio/worker';
import { describe, expect, it } from 'vitest';

import {
  SnowflakeCancelledError,
  SnowflakeConnectionError,
  SnowflakeHandlerError,
  SnowflakeStatementError,
  SnowflakeTransientError,
} from '../../activities/snowflake/errors.js';
import type { HeartbeatDetails } from '../../activities/snowflake/heartbeat-details.js';
import { StepProblem } from '../../activities/step-problem.js';
import { failureInterceptor } from '../../worker/failure-interceptor.js';

const HOUR_MS = 3_600_000;
const identity = { code: '002003', sqlState: '42S02', queryId: '01ab' };
const NO_ANSWER = new SnowflakeConnectionError('no answer', {
  ...identity,
  code: 'ECONNREFUSED',
  reaction: 'unknown',
});

type Earlier = Pick<HeartbeatDetails, 'failures' | 'outage'>;

/** What the ninth attempt of an Activity fails with when it throws `error`, after what earlier attempts have noted. */
async function failure(error: unknown, earlier: Earlier = { failures: {} }): Promise<unknown> {
  const heartbeatDetails = { statements: {}, ...earlier };
  const environment = new MockActivityEnvironment(
    { attempt: 9, heartbeatDetails },
    { interceptors: [failureInterceptor], logger: new DefaultLogger('ERROR') },
  );
  return environment
    .run(() => Promise.reject(error))
    .then(
      () => new Error('it did not fail'),
      (thrown: unknown) => thrown,
    );
}

describe('failureInterceptor', () => {
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

  it('says the query id of the statement that made a step fail', async () => {
    const cause = new SnowflakeStatementError('no such table', {
      ...identity,
      reaction: 'permanent',
    });

    expect(await failure(new StepProblem('SourceData', 'no customers', { cause }))).toMatchObject({
      type: 'SourceData',
      details: [identity],
      cause: undefined,
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
    expect(await failure(error, { failures })).toMatchObject({ nonRetryable });
  });

  it('waits as long as the error asks for', async () => {
    const error = new SnowflakeTransientError('locked', {
      ...identity,
      reaction: 'retry',
      retryDelayMs: 60_000,
    });

    expect(await failure(error)).toMatchObject({ nextRetryDelay: 60_000 });
  });

  it.each<[string, number, boolean]>([
    ['goes on', HOUR_MS * 23, false],
    ['is over', HOUR_MS * 24, true],
  ])('an outage %s after so long', async (_, lastedMs, nonRetryable) => {
    const lastMs = Date.now() - 60_000;
    const earlier = {
      failures: { ECONNREFUSED: 99 },
      outage: { sinceMs: Date.now() - lastedMs, lastMs },
    };

    expect(await failure(NO_ANSWER, earlier)).toMatchObject({ nonRetryable });
  });

  it('an outage begins anew after an hour without one, as after days without a Worker', async () => {
    const outage = { sinceMs: Date.now() - 48 * HOUR_MS, lastMs: Date.now() - 2 * HOUR_MS };

    expect(await failure(NO_ANSWER, { failures: {}, outage })).toMatchObject({
      nonRetryable: false,
    });
  });

  it("lets what is Temporal's own pass unchanged", async () => {
    const errors = [
      new CancelledFailure('cancelled'),
      ApplicationFailure.create({ type: 'X' }),
      new CompleteAsyncError(),
    ];

    expect(await Promise.all(errors.map((error) => failure(error)))).toEqual(errors);
  });
});

/** What Temporal is given when an Activity returns `value`. */
function resultOf(value: unknown, activityType = 'buildFeatures'): Promise<unknown> {
  return new MockActivityEnvironment(
    { activityType },
    { interceptors: [failureInterceptor], logger: new DefaultLogger('ERROR') },
  ).run(() => Promise.resolve(value));
}

describe('a result', () => {
  it.each([undefined, null, { rows: 7 }, 'x'.repeat(262_142)])('passes', async (value) => {
    expect(await resultOf(value)).toEqual(value);
  });

  it('fails the step for good when it is too large to be handed on', async () => {
    await expect(resultOf('x'.repeat(262_143))).rejects.toMatchObject({
      type: 'PayloadsTooLarge',
      nonRetryable: true,
      message: expect.stringContaining('buildFeatures takes 262145 bytes, expected at most 262144'),
    });
  });

  it('may be an answer of almost 1 MB where a Client asked, and no more', async () => {
    const most = 'x'.repeat(999_998);

    expect(await resultOf(most, 'answerFromLedger')).toBe(most);
    expect(await resultOf(most, 'planRetraining')).toBe(most);
    await expect(resultOf(`${most}x`, 'answerFromLedger')).rejects.toMatchObject({
      type: 'PayloadsTooLarge',
    });
  });
});

describe('a fault of Ratchet', () => {
  it('is told by its class and place, without what its message may tell', async () => {
    const error = new TypeError("Cannot read 'Jane Canary' of 4711-CANARY\n    at 'Canary'");
    const thrown = await failure(error, { failures: { ECONNREFUSED: 8 } });

    expect(thrown).toBeInstanceOf(ApplicationFailure);
    expect(thrown).toMatchObject({
      type: 'InternalError',
      message: "TypeError: Cannot read '…'",
    });
    expect(thrown).toMatchObject({ stack: expect.stringContaining('failure-interceptor.test.ts') });
    expect(JSON.stringify(thrown)).not.toMatch(/canary/i);
  });

  it.each<[string, Record<string, number>, boolean]>([
    ['ends at the fifth attempt', { ECONNREFUSED: 4 }, true],
    ['is tried again before', { ECONNREFUSED: 3, '000608': 2 }, false],
  ])('%s, apart from those that Snowflake failed', async (_, failures, nonRetryable) => {
    expect(await failure(new RangeError('a bug'), { failures })).toMatchObject({ nonRetryable });
  });

  it.each([undefined, 'a text', { message: 'an object' }])('may be %j', async (thrown) => {
    expect(await failure(thrown)).toMatchObject({ type: 'InternalError', nonRetryable: true });
  });
});
