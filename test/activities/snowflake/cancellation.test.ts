import { CancelledFailure } from '@temporalio/common';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';

import { openSnowflake } from '../../../activities/snowflake/open-snowflake.js';
import { newRun } from '../../support/activity-place.js';
import type { Fault } from '../../support/snowflake-faults.js';
import { REQUESTS } from '../../support/snowflake-requests.js';
import {
  Attempt,
  failureOf,
  openSpoiltSnowflake,
  saying,
  sentBy,
  type SpoiltSnowflake,
} from '../../support/spoilt-snowflake.js';

const WAIT = { sql: 'SELECT SYSTEM$WAIT(300)', resumeAs: 'wait' };
const CANCEL = { request: REQUESTS.submit, sql: /SYSTEM\$CANCEL_QUERY/ };
const BUSY = { status: 503, body: '{}' };
const HTML = { status: 200, body: '<html></html>' };
const NOT_EXECUTING =
  '{"success":false,"code":"000605","message":"Identified SQL statement is not currently executing.","data":{"sqlState":"02000"}}';
/** What Snowflake says when it has taken a cancellation, whether or not the statement has ended by then. */
const CANCELLED = JSON.stringify({
  success: true,
  code: null,
  message: null,
  data: {
    queryResultFormat: 'json',
    rowtype: [{ name: 'CANCELLED', type: 'text', nullable: true, scale: null, precision: null }],
    rowset: [['query terminated.']],
    total: 1,
    returned: 1,
    queryId: '01b2c3d4-0604-2f1d-0001-9a5e00012345',
    parameters: [],
  },
});

let spoilt: SpoiltSnowflake;
beforeAll(async () => {
  spoilt = await openSpoiltSnowflake('cancellation');
});
afterEach(() => spoilt.proxy.clear());
afterAll(() => spoilt.close());

/** An attempt whose statement runs in Snowflake. */
async function waiting() {
  const run = newRun();
  const attempt = new Attempt(spoilt.snowflake, 1, {}, run);
  const ended = failureOf(attempt.run((one) => one.execute(WAIT)));
  const queryId = await attempt.queryId('wait');
  const status = async () => (await sentBy(spoilt.place, run))[0]?.status;
  return { attempt, ended, queryId, status, run };
}

describe('a cancelled Activity', () => {
  it.each<[string, Fault]>([
    ['the login is refused by a gateway', { request: REQUESTS.login, times: 2, answer: HTML }],
    ['the cancellation has no answer', { ...CANCEL, times: 2, answer: HTML }],
    ['the cancellation hangs', { ...CANCEL, times: 1, hang: 'before' }],
    ['the cancellation is lost on its way back', { ...CANCEL, times: 1, rewrite: () => '{}' }],
    [
      'the cancellation is said to be done and is not',
      { ...CANCEL, times: 1, answer: { status: 200, body: CANCELLED } },
    ],
    ['a question for the status fails', { request: REQUESTS.status, times: 3, answer: BUSY }],
    [
      'a question for the status breaks off',
      { request: REQUESTS.status, times: 2, reset: 'after' },
    ],
  ])('has its statement ended although %s', async (_, fault) => {
    const { attempt, ended, status } = await waiting();
    const met = spoilt.proxy.spoil(fault);
    attempt.cancel();

    expect(await ended).toBeInstanceOf(CancelledFailure);
    expect(met.hits).toBeGreaterThan(0);
    expect(await status()).toMatch(/FAILED/);
    expect(attempt.logged.filter(({ level }) => level === 'ERROR')).toEqual([]);
  });

  it('is over when Snowflake does not know the statement any more', async () => {
    const { attempt, ended, queryId } = await waiting();
    const answer = { status: 200, body: NOT_EXECUTING };
    spoilt.proxy.spoil({ ...CANCEL, times: Infinity, answer });
    spoilt.proxy.spoil({ request: REQUESTS.status, times: Infinity, rewrite: saying('NO_DATA') });
    const since = Date.now();
    attempt.cancel();

    expect(await ended).toBeInstanceOf(CancelledFailure);
    expect(Date.now() - since).toBeLessThan(10_000);
    expect(attempt.logged.filter(({ level }) => level === 'ERROR')).toEqual([]);
    await spoilt.place.query(`SELECT SYSTEM$CANCEL_QUERY('${queryId}')`);
  });

  it('is over within 30 s and says so when Snowflake does not confirm it', async () => {
    const { attempt, ended, queryId } = await waiting();
    const silent = spoilt.proxy.spoil({ ...CANCEL, times: Infinity, answer: HTML });
    const since = Date.now();
    attempt.cancel();

    expect(await ended).toBeInstanceOf(CancelledFailure);
    expect(Date.now() - since).toBeLessThan(35_000);
    expect(attempt.logged).toContainEqual(
      expect.objectContaining({
        level: 'ERROR',
        message: 'A cancelled statement may still be running',
        meta: expect.objectContaining({ queryId }),
      }),
    );
    silent.stop();
    await spoilt.place.query(`SELECT SYSTEM$CANCEL_QUERY('${queryId}')`);
  });

  it('has the statement ended that was being sent, though nobody heard its query id', async () => {
    const run = newRun();
    const attempt = new Attempt(spoilt.snowflake, 1, {}, run);
    const { sql } = WAIT;
    const arrived = spoilt.proxy.hold({ sql: /SYSTEM\$WAIT/, at: 'after' });
    const ended = failureOf(attempt.run((one) => one.execute({ sql })));
    const answer = await arrived;
    attempt.cancel();

    expect(await ended).toBeInstanceOf(CancelledFailure);
    expect(await sentBy(spoilt.place, run)).toMatchObject([{ sql, status: /FAILED/ }]);
    answer.reset();
  });

  it('has the statement ended that arrives only after it', async () => {
    const run = newRun();
    const attempt = new Attempt(spoilt.snowflake, 1, {}, run);
    const onItsWay = spoilt.proxy.hold({ sql: /SYSTEM\$WAIT/ });
    const ended = failureOf(attempt.run((one) => one.execute(WAIT)));
    const request = await onItsWay;
    attempt.cancel();
    expect(await ended).toBeInstanceOf(CancelledFailure);
    request.release();

    const statuses = async () => (await sentBy(spoilt.place, run)).map(({ status }) => status);
    await expect.poll(statuses, { timeout: 20_000 }).toEqual(['FAILED_WITH_ERROR']);
  });

  it('has the statement ended that a lost Worker had sent', async () => {
    const { run, ended, status, attempt } = await waiting();
    attempt.shutDown();
    await ended;
    const second = new Attempt(spoilt.snowflake, 2, {}, run);
    const found = spoilt.proxy.hold({ sql: /QUERY_HISTORY_BY_USER/ });
    const endedToo = failureOf(second.run((one) => one.execute(WAIT)));
    const search = await found;
    second.cancel();
    search.release();

    expect(await endedToo).toBeInstanceOf(CancelledFailure);
    expect(await status()).toMatch(/FAILED/);
  });
});

describe('a Worker that stops', () => {
  it('leaves its statement running and its session open', async () => {
    const run = newRun();
    const worker = openSnowflake(spoilt.config);
    const attempt = new Attempt(worker, 1, {}, run);
    const ended = failureOf(attempt.run((one) => one.execute(WAIT)));
    const queryId = await attempt.queryId('wait');
    attempt.shutDown();
    expect(await ended).toBeInstanceOf(CancelledFailure);
    await worker.close();

    expect(await sentBy(spoilt.place, run)).toMatchObject([{ queryId, status: 'RUNNING' }]);
    expect(spoilt.proxy.requests.filter((line) => REQUESTS.endSession.test(line))).toEqual([]);
    await spoilt.place.query(`SELECT SYSTEM$CANCEL_QUERY('${queryId}')`);
  });

  it('tells the next attempt which statement it was sending', async () => {
    const run = newRun();
    const first = new Attempt(spoilt.snowflake, 1, {}, run);
    const sql = 'SELECT SYSTEM$WAIT(3)';
    const arrived = spoilt.proxy.hold({ sql: /SYSTEM\$WAIT/, at: 'after' });
    const ended = failureOf(first.run((one) => one.execute({ sql, resumeAs: 'wait' })));
    const answer = await arrived;
    first.shutDown();
    expect(await ended).toBeInstanceOf(CancelledFailure);
    const heartbeat = first.heartbeats.at(-1);
    expect(heartbeat).toMatchObject({ intents: ['wait'], writer: { attempt: 1, ended: true } });

    const second = new Attempt(
      spoilt.snowflake,
      2,
      heartbeat === undefined ? {} : { heartbeat },
      run,
    );
    const { queryId } = await second.run((one) => one.execute({ sql, resumeAs: 'wait' }));
    expect(await sentBy(spoilt.place, run)).toEqual([{ queryId, sql, status: 'SUCCESS' }]);
    answer.reset();
  });
});
