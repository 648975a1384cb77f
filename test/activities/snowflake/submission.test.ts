import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';

import type { HeartbeatDetails } from '../../../activities/snowflake/heartbeat-details.js';
import { queryTag } from '../../../activities/snowflake/query-tag.js';
import type { RunStep } from '../../../activities/snowflake/warehouse.js';
import { newRun } from '../../support/activity-place.js';
import type { Fault } from '../../support/snowflake-faults.js';
import { refusal } from '../../support/refusal.js';
import { REQUESTS } from '../../support/snowflake-requests.js';
import {
  Attempt,
  failureOf,
  openSpoiltSnowflake,
  sentBy,
  type SpoiltSnowflake,
} from '../../support/spoilt-snowflake.js';

/** Changes something, so that a second one would be seen in the data too. */
const INSERT = { sql: 'INSERT INTO "TRAINED" VALUES (1)', resumeAs: 'training' };
const OURS = { request: REQUESTS.submit, sql: /INSERT INTO "TRAINED"/ };
const HTML = '<html><body>Bad gateway</body></html>';

let spoilt: SpoiltSnowflake;
beforeAll(async () => {
  spoilt = await openSpoiltSnowflake('submission');
  await spoilt.place.query('CREATE TABLE "TRAINED" ("N" NUMBER)');
});
afterEach(() => spoilt.proxy.clear());
afterAll(() => spoilt.close());

function attempt(
  number: number,
  run: RunStep['run'],
  heartbeat?: HeartbeatDetails,
  scheduledAtMs = Date.now(),
): Attempt {
  const earlier = heartbeat === undefined ? { scheduledAtMs } : { heartbeat, scheduledAtMs };
  return new Attempt(spoilt.snowflake, number, earlier, run);
}

/** Attempt after attempt, each with what the one before has told, to the query id of the statement. */
async function queryIdAfterAttempts(
  run: RunStep['run'],
  number = 1,
  earlier?: HeartbeatDetails,
): Promise<string> {
  const one = attempt(number, run, earlier);
  try {
    return (await one.run((warehouse) => warehouse.execute(INSERT))).queryId;
  } catch (error) {
    expect(error).not.toMatchObject({ reaction: 'permanent' });
    return queryIdAfterAttempts(run, number + 1, one.heartbeats.at(-1));
  }
}

async function insertsOf(run: RunStep['run']) {
  const sent = await sentBy(spoilt.place, run);
  return sent.filter(({ sql }) => sql === INSERT.sql);
}

async function tagOf(queryId: string): Promise<unknown> {
  const [row] = await spoilt.place.query(
    'SELECT QUERY_TAG FROM TABLE(INFORMATION_SCHEMA.QUERY_HISTORY(RESULT_LIMIT => 10000)) WHERE QUERY_ID = ?',
    [queryId],
  );
  return JSON.parse(row?.['QUERY_TAG'] ?? '');
}

/** Puts a statement into the history as if the session were that of an Activity, or of somebody who says so. */
async function sendWithTag(tag: string, sql = INSERT.sql): Promise<void> {
  await spoilt.place.query(`ALTER SESSION SET QUERY_TAG = '${tag}'`);
  await spoilt.place.query(sql);
  await spoilt.place.query('ALTER SESSION UNSET QUERY_TAG');
}

/** A procedure whose Python raises what it is told. */
async function createRaise(): Promise<void> {
  const handler = 'def handler(_session, what):\n    raise ValueError(what)\n';
  await spoilt.place.query(
    `CREATE OR REPLACE PROCEDURE "RAISE"("WHAT" VARCHAR) RETURNS VARCHAR LANGUAGE PYTHON
RUNTIME_VERSION = '3.11' PACKAGES = ('snowflake-snowpark-python') HANDLER = 'handler'
AS $$\n${handler}$$`,
  );
}

describe('a statement with a name whose sending has no answer', () => {
  const gone = '{"success":false,"code":"390111","message":"gone","data":null}';
  const lost = [
    ['an HTML page of a gateway', { rewrite: () => HTML }],
    ['an empty object', { rewrite: () => '{}' }],
    ['an empty body', { rewrite: () => '' }],
    ['half an answer', { rewrite: (body: string) => body.slice(0, body.length / 2) }],
    ['the end of its session', { rewrite: () => gone }],
    ['a connection that breaks', { reset: 'after' }],
    ['a connection that ends', { drop: 'after' }],
    ['an answer that breaks off', { truncate: true }],
  ] as const;

  it.each(lost)('is found in Snowflake after %s, and not sent again', async (_, fault) => {
    const run = newRun();
    spoilt.proxy.spoil({ ...OURS, times: 2, ...fault });

    const { queryId, changedRows } = await attempt(1, run).run((one) => one.execute(INSERT));

    expect(await insertsOf(run)).toEqual([{ queryId, sql: INSERT.sql, status: 'SUCCESS' }]);
    expect(changedRows).toBe(1);
  });

  it('is sent again when Snowflake never got it', async () => {
    const run = newRun();
    const fault = spoilt.proxy.spoil({ ...OURS, times: 2, answer: { status: 200, body: HTML } });

    const { queryId } = await attempt(1, run).run((one) => one.execute(INSERT));

    expect(fault.hits).toBeGreaterThan(0);
    expect(await insertsOf(run)).toEqual([{ queryId, sql: INSERT.sql, status: 'SUCCESS' }]);
  });

  it('has its values made for each sending, and only for a sending', async () => {
    const run = newRun();
    const made: number[] = [];
    const bindsWhenSent = async () => [made.push(made.length)];
    const statement = {
      sql: 'INSERT INTO "TRAINED" VALUES (?)',
      resumeAs: 'training',
      bindsWhenSent,
    };
    spoilt.proxy.spoil({ ...OURS, times: 1, answer: { status: 200, body: HTML } });
    await attempt(1, run).run((one) => one.execute(statement));
    expect(made).toHaveLength(2);

    await attempt(2, run).run((one) => one.execute(statement));
    expect(made).toHaveLength(2);
  });

  it('is looked for by the next attempt when this one gives up', async () => {
    const run = newRun();
    const first = attempt(1, run);
    const fault = spoilt.proxy.spoil({ ...OURS, times: 100, answer: { status: 200, body: HTML } });
    expect(await failureOf(first.run((one) => one.execute(INSERT)))).toMatchObject({
      reaction: 'unknown',
    });
    fault.stop();
    expect(first.heartbeats.at(-1)).toMatchObject({
      intents: ['training'],
      writer: { attempt: 1, ended: true },
    });
    // What the driver had sent arrives after all.
    await sendWithTag(queryTag({ run, step: 'training' }, 1, 'training'));

    await attempt(2, run, first.heartbeats.at(-1)).run((one) => one.execute(INSERT));

    expect(await insertsOf(run)).toHaveLength(1);
  });
});

/** Once, unless it says how often. */
type Spoiling = Omit<Fault, 'times'> & Partial<Pick<Fault, 'times'>>;

/** An answer's `data` with this in the place of a member. */
function withData(member: 'rowset' | 'rowtype', value: null): (body: string) => string {
  return (body) => {
    const answer: { data: Record<string, unknown> } = JSON.parse(body);
    answer.data[member] = value;
    return JSON.stringify(answer);
  };
}

describe('a statement with a name that was sent, and then', () => {
  const { login, result, status } = REQUESTS;
  const gone = { request: status, times: 1, rewrite: () => refusal('390111').body };
  const throttled = refusal('200099', 'Too many requests, throttled').body;
  const spoiltPackage = { status: 200, body: 'cut', headers: { 'content-encoding': 'gzip' } };
  const met: [string, Spoiling[]][] = [
    ['a question for its status is throttled', [{ request: status, rewrite: () => throttled }]],
    [
      'a question for its status waits for a lock',
      [{ request: status, rewrite: () => refusal('000635').body }],
    ],
    [
      'a question for its status meets a suspended warehouse',
      [{ request: status, rewrite: () => refusal('000608').body }],
    ],
    [
      'answers to questions are no packages',
      [{ request: status, times: 3, answer: spoiltPackage }],
    ],
    [
      'the session is lost, and a token is late at the login',
      [gone, { request: login, rewrite: () => refusal('390144').body }],
    ],
    [
      'the session is lost, and the login is refused for a reason that nobody knows',
      [gone, { request: login, rewrite: () => refusal('390999').body }],
    ],
    [
      'its result says success and has nothing',
      [{ request: result, rewrite: withData('rowset', null) }],
    ],
    ['its result has no columns', [{ request: result, rewrite: withData('rowtype', null) }]],
    [
      'its result is an empty success',
      [{ request: result, rewrite: () => '{"success":true,"data":{}}' }],
    ],
    ['a question for its result is throttled', [{ request: result, rewrite: () => throttled }]],
  ];

  it.each(met)('%s: it is not sent again', async (_, faults) => {
    const run = newRun();
    const spoils = faults.map((fault) => spoilt.proxy.spoil({ times: 1, ...fault }));

    const queryId = await queryIdAfterAttempts(run);

    expect(spoils.map(({ hits }) => hits)).not.toContain(0);
    expect(await insertsOf(run)).toEqual([{ queryId, sql: INSERT.sql, status: 'SUCCESS' }]);
  });
});

describe('a statement without a name whose sending has no answer', () => {
  it('fails the attempt: only its step knows whether it may be sent twice', async () => {
    spoilt.proxy.spoil({ ...OURS, times: 2, answer: { status: 200, body: HTML } });
    const { sql } = INSERT;

    expect(await failureOf(attempt(1, newRun()).run((one) => one.execute({ sql })))).toMatchObject({
      reaction: 'unknown',
    });
  });
});

describe('the attempt after a Worker was lost', () => {
  it('takes up what was sent before its query id was recorded', async () => {
    const run = newRun();
    const sql = 'SELECT SYSTEM$WAIT(2) AS "WAITED"';
    const lost = attempt(1, run).run((one) => one.execute({ sql, resumeAs: 'training' }));
    await expect.poll(() => sentBy(spoilt.place, run)).toHaveLength(1);

    const { queryId } = await attempt(2, run).run((one) =>
      one.execute({ sql, resumeAs: 'training' }),
    );

    expect(await sentBy(spoilt.place, run)).toEqual([{ queryId, sql, status: 'SUCCESS' }]);
    await lost;
  });

  it('takes up what has succeeded meanwhile', async () => {
    const run = newRun();
    const first = await attempt(1, run).run((one) => one.execute(INSERT));

    const second = await attempt(2, run).run((one) => one.execute(INSERT));

    expect(second).toEqual(first);
  });

  it('finds it also when the attempts between were in order but had not come so far', async () => {
    const run = newRun();
    await attempt(1, run).run((one) => one.execute(INSERT));
    const second = attempt(2, run);
    await failureOf(second.run((one) => one.execute({ sql: 'SELECT * FROM "NO_SUCH_TABLE"' })));

    await attempt(3, run, second.heartbeats.at(-1)).run((one) => one.execute(INSERT));

    expect(await insertsOf(run)).toHaveLength(1);
  });

  it('finds it also after a reset, which counts attempts anew', async () => {
    const run = newRun();
    await attempt(1, run).run((one) => one.execute(INSERT));
    const lost = {
      statements: {},
      intents: [],
      failures: {},
      writer: { attempt: 4, ended: false, unclear: false },
    };

    await attempt(1, run, lost).run((one) => one.execute(INSERT));

    expect(await insertsOf(run)).toHaveLength(1);
  });

  it('sends it when there is none, after the time by which the history lags', async () => {
    const run = newRun();
    await attempt(2, run).run((one) => one.execute(INSERT));

    expect(await insertsOf(run)).toHaveLength(1);
  });

  it.each([
    ['Snowflake refused', 'INSERT INTO "NO_SUCH_TABLE" VALUES (1)', '002003'],
    ['a handler failed', `CALL "RAISE"('no such parameter')`, '100357'],
  ])('fails with the error of what %s, and does not send it again', async (_, sql, code) => {
    const run = newRun();
    const failing = { sql, resumeAs: 'training' };
    await createRaise();
    await failureOf(attempt(1, run).run((one) => one.execute(failing)));
    const [failed] = await sentBy(spoilt.place, run);

    const failure = await failureOf(attempt(2, run).run((one) => one.execute(failing)));

    expect(failure).toMatchObject({ reaction: 'permanent', code, queryId: failed?.queryId });
    expect(await sentBy(spoilt.place, run)).toHaveLength(1);
  });

  it('fails when somebody has cancelled it', async () => {
    const run = newRun();
    const long = { sql: 'SELECT SYSTEM$WAIT(30) AS "WAITED"', resumeAs: 'training' };
    const lost = failureOf(attempt(1, run).run((one) => one.execute(long)));
    await expect.poll(() => sentBy(spoilt.place, run)).toHaveLength(1);
    const [running] = await sentBy(spoilt.place, run);
    await spoilt.place.query('SELECT SYSTEM$CANCEL_QUERY(?)', [running?.queryId ?? '']);
    await lost;

    const failure = await failureOf(attempt(2, run).run((one) => one.execute(long)));

    expect(failure).toMatchObject({ reaction: 'cancelled', queryId: running?.queryId });
    expect(await sentBy(spoilt.place, run)).toHaveLength(1);
  });

  it('sends it anew when it was fenced', async () => {
    const run = newRun();
    const fenced = { sql: `CALL "RAISE"('RATCHET_FENCED: by a later one')`, resumeAs: 'training' };
    await createRaise();
    await failureOf(attempt(1, run).run((one) => one.execute(fenced)));

    const failure = await failureOf(attempt(2, run).run((one) => one.execute(fenced)));

    const [first, second] = await sentBy(spoilt.place, run);
    expect(first).toBeDefined();
    expect(failure).toMatchObject({ type: 'Fenced', queryId: second?.queryId });
  });

  it.each<[string, { tag?: object; sql?: string; scheduledAtMs?: number }]>([
    ['of another run', { tag: { runId: 'another' } }],
    ['of another step', { tag: { step: 'features' } }],
    ['of another name', { tag: { statement: 'adoption' } }],
    ['of one of several candidates', { tag: { candidate: 'large' } }],
    ['of another application', { tag: { app: 'impostor' } }],
    ['of another text', { sql: 'INSERT INTO "TRAINED" VALUES (2)' }],
    ['of long ago', { scheduledAtMs: Date.now() + 3_600_000 }],
  ])('ignores a statement %s', async (_, { tag = {}, sql, scheduledAtMs }) => {
    const run = newRun();
    const ours: unknown = JSON.parse(queryTag({ run, step: 'training' }, 1, 'training'));
    const foreign = JSON.stringify(Object.assign({}, ours, tag));
    await sendWithTag(foreign, sql);

    const { queryId } = await attempt(2, run, undefined, scheduledAtMs).run((one) =>
      one.execute(INSERT),
    );

    expect(await tagOf(queryId)).toMatchObject({ runId: run.id, attempt: 2 });
  });

  it('takes up that of its own candidate, though others of the run have the same text', async () => {
    const run = newRun();
    const tagFor = (candidate: string) =>
      queryTag({ run, step: 'training', candidate }, 1, 'training');
    for (const candidate of ['small', 'large', 'wide']) await sendWithTag(tagFor(candidate));

    const own = new Attempt(spoilt.snowflake, 2, {}, run, 'large');
    const { queryId } = await own.run((one) => one.execute(INSERT));
    const other = new Attempt(spoilt.snowflake, 2, {}, run, 'deep');
    const anew = await other.run((one) => one.execute(INSERT));

    expect(await tagOf(queryId)).toMatchObject({ attempt: 1, candidate: 'large' });
    expect(await tagOf(anew.queryId)).toMatchObject({ attempt: 2, candidate: 'deep' });
    expect(await insertsOf(run)).toHaveLength(4);
  });
});

describe('an attempt after one that ended in order', () => {
  it('sends at once, without a look at the history', async () => {
    const run = newRun();
    const first = attempt(1, run);
    await failureOf(first.run((one) => one.execute({ sql: 'SELECT * FROM "NO_SUCH_TABLE"' })));
    const before = spoilt.proxy.statements.length;

    await attempt(2, run, first.heartbeats.at(-1)).run((one) => one.execute(INSERT));

    expect(spoilt.proxy.statements.slice(before)).toEqual([INSERT.sql]);
  });
});
