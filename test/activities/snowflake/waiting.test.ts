import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';

import { SnowflakeConnectionError } from '../../../activities/snowflake/errors.js';
import { REQUESTS } from '../../support/snowflake-requests.js';
import {
  Attempt,
  failureOf,
  openSpoiltSnowflake,
  saying,
  type SpoiltSnowflake,
} from '../../support/spoilt-snowflake.js';

let spoilt: SpoiltSnowflake;
beforeAll(async () => {
  spoilt = await openSpoiltSnowflake('waiting');
});
afterEach(() => {
  vi.useRealTimers();
  spoilt.proxy.clear();
});
afterAll(() => spoilt.close());

function firstAttempt(): Attempt {
  return new Attempt(spoilt.snowflake, 1);
}

describe('a statement that is waited for', () => {
  it.each(['FAILED_WITH_ERROR', 'ABORTED'])(
    'has succeeded when its result says so, whatever %s said before',
    async (status) => {
      spoilt.proxy.spoil({ request: REQUESTS.status, times: 1, rewrite: saying(status) });

      const { rows } = await firstAttempt().run((one) => one.execute({ sql: 'SELECT 7 AS "N"' }));

      expect(rows).toEqual([{ N: '7' }]);
    },
  );

  it('has failed when its result says so, whatever SUCCESS said before', async () => {
    spoilt.proxy.spoil({ request: REQUESTS.status, times: 1, rewrite: saying('SUCCESS') });
    const sql = 'SELECT * FROM "MISSING"';

    expect(await failureOf(firstAttempt().run((one) => one.execute({ sql })))).toMatchObject({
      code: '002003',
      queryId: expect.stringMatching(/^[0-9a-f-]{36}$/),
    });
  });

  it('is asked for again when an answer does not come, while heartbeats go on', async () => {
    const hanging = spoilt.proxy.spoil({ request: REQUESTS.status, times: 1, hang: 'before' });
    const attempt = firstAttempt();
    const running = attempt.run((one) => one.execute({ sql: 'SELECT 7 AS "N"' }));
    await expect.poll(() => hanging.hits, { timeout: 10_000 }).toBe(1);
    const before = attempt.heartbeats.length;

    expect((await running).rows).toEqual([{ N: '7' }]);
    expect(attempt.heartbeats.length - before).toBeGreaterThanOrEqual(2);
  });

  it('is left to the next attempt when Snowflake does not answer for long', async () => {
    const endless = spoilt.proxy.spoil({
      request: REQUESTS.status,
      times: Infinity,
      answer: { status: 503, body: '{}' },
    });
    const statement = { sql: 'SELECT 7 AS "N"', resumeAs: 'seven' };
    const first = firstAttempt();
    const failure = await failureOf(first.run((one) => one.execute(statement)));
    endless.stop();
    const queryId = await first.queryId('seven');
    expect(failure).toBeInstanceOf(SnowflakeConnectionError);
    expect(failure).toMatchObject({ reaction: 'unknown', queryId });

    const heartbeat = first.heartbeats.at(-1);
    const second = new Attempt(spoilt.snowflake, 2, heartbeat === undefined ? {} : { heartbeat });
    const outcome = await second.run((one) => one.execute(statement));
    expect(outcome).toMatchObject({ queryId, rows: [{ N: '7' }] });
  });
});

/** Lets it look as if it ran on, and an hour pass as soon as it is waited for; then tells the truth. */
async function runLate(sql: string): Promise<unknown> {
  const running = { request: REQUESTS.status, times: Infinity, rewrite: saying('RUNNING') };
  const seen = spoilt.proxy.spoil(running);
  const cancelled = spoilt.proxy.hold({ sql: /SYSTEM\$CANCEL_QUERY/ });
  vi.useFakeTimers({ toFake: ['Date'], now: Date.now() });
  const outcome = firstAttempt().run((one) => one.execute({ sql, timeoutMs: 1_000 }));
  const settled = outcome.catch((error: unknown) => error);
  await vi.waitFor(() => expect(seen.hits).toBeGreaterThan(1), { timeout: 10_000 });
  vi.setSystemTime(Date.now() + 3_600_000);
  const cancellation = await cancelled;
  seen.stop();
  cancellation.release();
  return settled;
}

describe('a statement that runs beyond its time-out', () => {
  it('is cancelled, and its step fails for good', async () => {
    expect(await runLate('SELECT SYSTEM$WAIT(600)')).toMatchObject({
      type: 'SnowflakeTimeout',
      reaction: 'permanent',
      queryId: expect.stringMatching(/^[0-9a-f-]{36}$/),
      message: expect.stringContaining('1 s'),
    });
  });

  it('counts when it has succeeded after all', async () => {
    expect(await runLate('SELECT 7 AS "N"')).toMatchObject({ rows: [{ N: '7' }] });
  });
});
