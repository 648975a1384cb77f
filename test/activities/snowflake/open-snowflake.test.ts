import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ActivityCancellationDetails, CancelledFailure } from '@temporalio/common';
import { MockActivityEnvironment } from '@temporalio/testing';
import { DefaultLogger } from '@temporalio/worker';
import { afterAll, beforeAll, describe, expect, inject, it, vi } from 'vitest';

import { SnowflakeError } from '../../../activities/snowflake/errors.js';
import { openSnowflake, type OpenSnowflake } from '../../../activities/snowflake/open-snowflake.js';
import type { HeartbeatDetails } from '../../../activities/snowflake/heartbeat-details.js';
import type { Warehouse } from '../../../activities/snowflake/warehouse.js';
import { uploadMissingTexts } from '../../../activities/stage-files.js';
import { uploadFiles } from '../../../activities/staging/local-files.js';
import { filesLocation } from '../../../pipeline/object-names.js';
import { openActivityPlace, type ActivityPlace } from '../../support/activity-place.js';
import { RUN } from '../../support/run.js';
import { startSnowflakeProxy, type SnowflakeProxy } from '../../support/snowflake-proxy.js';

const SUBMITTED = /^POST \/queries\/v1\/query-request/;
const LOGIN = /^POST \/session\/v1\/login-request/;
const POLL = /^GET \/monitoring\/queries\//;
const RESULT = /^GET \/queries\/[^/]+\/result/;

let place: ActivityPlace;
let proxy: SnowflakeProxy;
let snowflake: OpenSnowflake;
beforeAll(async () => {
  const { accessUrl, account, username, password } = inject('localSnowflake');
  place = await openActivityPlace('adapter');
  proxy = await startSnowflakeProxy(accessUrl);
  snowflake = openSnowflake({
    account,
    user: username,
    authentication: { kind: 'password', password },
    accessUrl: proxy.accessUrl,
    role: null,
    warehouse: null,
    database: 'RATCHET_ACTIVITIES',
    schema: place.schema,
  });
});
afterAll(async () => {
  await snowflake.close();
  await proxy.close();
  await place.close();
});

/** One attempt of an Activity; `heartbeatDetails` are what the attempt before left. */
function attempt(heartbeatDetails?: HeartbeatDetails): MockActivityEnvironment {
  return new MockActivityEnvironment(
    {
      attempt: heartbeatDetails === undefined ? 1 : 2,
      heartbeatTimeoutMs: 30_000,
      heartbeatDetails,
    },
    { logger: new DefaultLogger('ERROR') },
  );
}

function inActivity<Result>(
  work: (warehouse: Warehouse) => Promise<Result>,
  environment = attempt(),
): Promise<Result> {
  return environment.run(() => snowflake.withWarehouse({ run: RUN, step: 'training' }, work));
}

async function failureOf(work: Promise<unknown>): Promise<unknown> {
  return work.then(
    () => null,
    (error: unknown) => error,
  );
}

/** How many requests of this kind passed since the last call of the returned function's maker. */
function counting(request: RegExp): () => number {
  const before = proxy.requests.length;
  return () => proxy.requests.slice(before).filter((line) => request.test(line)).length;
}

/** Starts a statement that takes long, under a name, and waits until it is known by its query id. */
async function startLong(seconds: number) {
  const environment = attempt();
  const recorded = new Promise<HeartbeatDetails>((resolve) => environment.on('heartbeat', resolve));
  const sql = `SELECT SYSTEM$WAIT(${seconds}) AS "WAITED"`;
  const running = failureOf(
    inActivity((warehouse) => warehouse.execute({ sql, resumeAs: 'wait' }), environment),
  );
  const details = await recorded;
  const queryId = details.statements['wait']?.queryId ?? '';
  return { environment, running, details, queryId, sql };
}

async function statusOf(queryId: string): Promise<string | null> {
  const rows = await place.query(
    'SELECT EXECUTION_STATUS FROM TABLE(INFORMATION_SCHEMA.QUERY_HISTORY()) WHERE QUERY_ID = ?',
    [queryId],
  );
  return rows[0]?.['EXECUTION_STATUS'] ?? null;
}

describe('execute', () => {
  it('gives every value as text, with all digits, and NULL as null', async () => {
    const sql = `SELECT 12345678901234567 AS "N", 0.1::FLOAT AS "F", TRUE AS "B", NULL AS "NOTHING", 'a b' AS "Customer ID", ? AS "BOUND"`;
    const { rows, changedRows } = await inActivity((warehouse) =>
      warehouse.execute({ sql, binds: ["it's"] }),
    );

    expect(rows).toEqual([
      {
        N: '12345678901234567',
        F: '0.1',
        B: 'TRUE',
        NOTHING: null,
        'Customer ID': 'a b',
        BOUND: "it's",
      },
    ]);
    expect(changedRows).toBeNull();
  });

  it.each([`PARSE_JSON('"HERE"')`, `ARRAY_CONSTRUCT('HERE')`, `OBJECT_CONSTRUCT('k', 'HERE')`])(
    'leaves %s alone, even when it is code',
    async (value) => {
      const code = '(() => { globalThis.WAS_RUN = true; return 1 })()';
      const spoilt = (body: string) =>
        body.replace(/"(?:[^"\\]|\\.)*HERE(?:[^"\\]|\\.)*"/, JSON.stringify(code));
      proxy.spoil({ request: RESULT, times: 1, rewrite: spoilt });

      const { rows } = await inActivity((warehouse) =>
        warehouse.execute({ sql: `SELECT ${value} AS "V"` }),
      );

      expect(rows).toEqual([{ V: code }]);
      expect(globalThis).not.toHaveProperty('WAS_RUN');
    },
  );

  it('counts the rows that DML changed', async () => {
    const changed = await inActivity(async (warehouse) => {
      await warehouse.execute({ sql: 'CREATE TABLE "COUNTED" ("N" NUMBER)' });
      return warehouse.execute({ sql: 'INSERT INTO "COUNTED" SELECT * FROM (VALUES (1), (2))' });
    });

    expect(changed.changedRows).toBe(2);
  });

  it('fails with what Snowflake says, and leaves the session usable', async () => {
    const after = await inActivity(async (warehouse) => {
      const error = await failureOf(warehouse.execute({ sql: 'SELECT * FROM "MISSING"' }));
      expect(error).toMatchObject({
        type: 'SnowflakeStatement',
        code: '002003',
        reaction: 'permanent',
      });
      const syntax = await failureOf(warehouse.execute({ sql: 'SELEC 1' }));
      expect(syntax).toMatchObject({ type: 'SnowflakeStatement', code: '001003' });
      return warehouse.execute({ sql: 'SELECT 1 AS "ONE"' });
    });

    expect(after.rows).toEqual([{ ONE: '1' }]);
  });

  it('ends at its time-out, for good', async () => {
    const sql = 'SELECT SYSTEM$WAIT(30)';

    expect(
      await failureOf(inActivity((warehouse) => warehouse.execute({ sql, timeoutMs: 1_000 }))),
    ).toMatchObject({
      type: 'SnowflakeTimeout',
      reaction: 'permanent',
    });
  });

  it('tags the statement with the run, the step and the attempt', async () => {
    const { queryId } = await inActivity((warehouse) => warehouse.execute({ sql: 'SELECT 1' }));
    const rows = await place.query(
      'SELECT QUERY_TAG FROM TABLE(INFORMATION_SCHEMA.QUERY_HISTORY()) WHERE QUERY_ID = ?',
      [queryId],
    );

    expect(JSON.parse(rows[0]?.['QUERY_TAG'] ?? '')).toEqual({
      app: 'ratchet',
      workflowId: RUN.workflowId,
      runId: RUN.id,
      model: RUN.model,
      step: 'training',
      attempt: 1,
    });
  });

  it('uses one session after another Activity gave it back', async () => {
    await inActivity((warehouse) => warehouse.execute({ sql: 'SELECT 1' }));
    const logins = counting(LOGIN);
    await inActivity((warehouse) => warehouse.execute({ sql: 'SELECT 1' }));
    await inActivity((warehouse) => warehouse.execute({ sql: 'SELECT 1' }));

    expect(logins()).toBe(0);
  });

  it('asks for a session that was idle for long, and logs in when it has ended', async () => {
    await inActivity((warehouse) => warehouse.execute({ sql: 'SELECT 1' }));
    const logins = counting(LOGIN);
    const heartbeats = counting(/^POST \/session\/heartbeat/);
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 61_000 });
    await inActivity((warehouse) => warehouse.execute({ sql: 'SELECT 1' }));
    expect([heartbeats() > 0, logins()]).toEqual([true, 0]);

    const gone = { status: 200, body: '{"success":false,"code":"390111","message":"gone"}' };
    proxy.spoil({ request: /heartbeat/, times: 1, answer: gone });
    vi.setSystemTime(Date.now() + 61_000);
    await inActivity((warehouse) => warehouse.execute({ sql: 'SELECT 1' }));
    vi.useRealTimers();

    expect(logins()).toBe(1);
  });
});

describe('a login', () => {
  it('that is refused is tried once and says what to check', async () => {
    const refused = {
      status: 200,
      body: '{"success":false,"code":"390100","message":"Incorrect","data":{}}',
    };
    const logins = counting(LOGIN);
    proxy.spoil({ request: LOGIN, times: 1, answer: refused });
    const { account, username: user } = inject('localSnowflake');
    const stranger = openSnowflake({
      account,
      user,
      authentication: { kind: 'password', password: 'CANARY' },
      accessUrl: proxy.accessUrl,
      role: null,
      warehouse: null,
      database: 'D',
      schema: 'S',
    });

    const error = await failureOf(
      attempt().run(() =>
        stranger.withWarehouse({ run: RUN, step: 'staging' }, (warehouse) =>
          warehouse.execute({ sql: 'SELECT 1' }),
        ),
      ),
    );
    expect(error).toMatchObject({ type: 'SnowflakeAuthentication', reaction: 'permanent' });
    expect(String(error)).not.toContain('CANARY');
    expect(logins()).toBe(1);
  });
});

describe('a statement whose answers get lost', () => {
  const sessionExpired = {
    status: 200,
    body: '{"success":false,"code":"390112","message":"expired","data":null}',
  };

  it.each([
    ['a poll that fails', { request: POLL, times: 2, answer: { status: 503, body: '{}' } }, 0],
    [
      'a poll without data',
      { request: POLL, times: 1, answer: { status: 200, body: '{"success":true,"data":null}' } },
      0,
    ],
    ['a poll that is {}', { request: POLL, times: 2, answer: { status: 200, body: '{}' } }, 0],
    ['a result that is {}', { request: RESULT, times: 2, answer: { status: 200, body: '{}' } }, 0],
    ['a result that breaks off', { request: RESULT, times: 2, truncate: true }, 0],
    [
      'a session that expired while it polled',
      { request: POLL, times: 1, answer: sessionExpired },
      1,
    ],
    [
      'a session that expired before the result',
      {
        request: RESULT,
        times: 1,
        answer: { ...sessionExpired, body: sessionExpired.body.replace('390112', '390111') },
      },
      1,
    ],
  ])('survives %s and is not sent again', async (_, fault, newLogins) => {
    await inActivity((warehouse) => warehouse.execute({ sql: 'SELECT 1' }));
    const logins = counting(LOGIN);
    const submitted = counting(SUBMITTED);
    proxy.spoil(fault);

    const { rows } = await inActivity((warehouse) => warehouse.execute({ sql: 'SELECT 7 AS "N"' }));

    expect(rows).toEqual([{ N: '7' }]);
    expect(logins()).toBeGreaterThanOrEqual(newLogins);
    // A new session sends its settings, once.
    expect(submitted() - logins()).toBe(1);
  });

  it.each(['BLOCKED', 'RESTARTED', 'QUEUED_REPAIRING_WAREHOUSE', 'ABORTING', 'SOMETHING_NEW'])(
    'waits on while its status is %s',
    async (status) => {
      const rewrite = (body: string) =>
        body.replace(/"status": ?"[A-Z_]+"/, `"status":"${status}"`);
      proxy.spoil({ request: POLL, times: 3, rewrite });
      const submitted = counting(SUBMITTED);

      await inActivity((warehouse) => warehouse.execute({ sql: 'SELECT 1' }));

      expect(submitted()).toBe(1);
    },
  );

  it('fails to be sent on a session that is gone; the next attempt has a new one', async () => {
    await inActivity((warehouse) => warehouse.execute({ sql: 'SELECT 1' }));
    const gone = '{"success":false,"code":"390111","message":"gone","data":null}';
    proxy.spoil({ request: SUBMITTED, times: 1, answer: { status: 200, body: gone } });

    expect(
      await failureOf(inActivity((warehouse) => warehouse.execute({ sql: 'SELECT 1' }))),
    ).toMatchObject({
      type: 'SnowflakeConnection',
      reaction: 'reconnect',
    });
    await expect(
      inActivity((warehouse) => warehouse.execute({ sql: 'SELECT 1' })),
    ).resolves.toBeDefined();
  });
});

describe('a statement with a name', () => {
  it('is recorded by a heartbeat while it runs', async () => {
    const { environment, running, details, queryId } = await startLong(30);

    expect(details).toMatchObject({
      statements: { wait: { queryId: expect.stringMatching(/^[0-9a-f-]{36}$/) } },
    });
    expect(await statusOf(queryId)).toBe('RUNNING');
    environment.cancel('CANCELLED', new ActivityCancellationDetails({ cancelRequested: true }));
    await running;
  });

  it('is cancelled with its Activity, which ends when Snowflake has confirmed it', async () => {
    const { environment, running, queryId } = await startLong(60);
    environment.cancel('CANCELLED', new ActivityCancellationDetails({ cancelRequested: true }));

    expect(await running).toBeInstanceOf(CancelledFailure);
    expect(await statusOf(queryId)).toMatch(/FAILED|ABORTED/);
  });

  it('outlives a Worker that stops, and the next attempt takes it up', async () => {
    const { environment, running, details, queryId, sql } = await startLong(3);
    environment.cancel(
      'WORKER_SHUTDOWN',
      new ActivityCancellationDetails({ workerShutdown: true }),
    );
    expect(await running).toBeInstanceOf(CancelledFailure);
    expect(await statusOf(queryId)).toBe('RUNNING');

    const before = proxy.statements.length;
    const outcome = await inActivity(
      (warehouse) => warehouse.execute({ sql, resumeAs: 'wait' }),
      attempt(details),
    );

    expect(outcome.queryId).toBe(queryId);
    expect(proxy.statements.slice(before)).not.toContain(sql);
  });

  it('is sent anew by the next attempt after it failed', async () => {
    const environment = attempt();
    const heartbeats: HeartbeatDetails[] = [];
    environment.on('heartbeat', (details: HeartbeatDetails) => heartbeats.push(details));
    const failing = { sql: 'SELECT * FROM "MISSING_TOO"', resumeAs: 'read' };
    const error = await failureOf(
      inActivity((warehouse) => warehouse.execute(failing), environment),
    );
    expect(error).toBeInstanceOf(SnowflakeError);

    expect(heartbeats.at(-1)?.statements).toEqual({});
  });

  it('is counted by its error for the next attempt', async () => {
    const environment = attempt({
      statements: {},
      intents: [],
      failures: { '002003': 1, ECONNREFUSED: 4 },
    });
    const heartbeats: HeartbeatDetails[] = [];
    environment.on('heartbeat', (details: HeartbeatDetails) => heartbeats.push(details));
    const sql = 'SELECT * FROM "MISSING_TOO"';
    await failureOf(inActivity((warehouse) => warehouse.execute({ sql }), environment));

    expect(heartbeats.at(-1)?.failures).toEqual({ '002003': 2, ECONNREFUSED: 4 });
  });

  it('is told to be lost when Snowflake knows nothing of it', async () => {
    const unknown = {
      statements: {
        read: { queryId: '01ab0000-0000-0000-0000-000000000000', sentAtMs: Date.now() },
      },
      intents: [],
      failures: {},
    };
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() });
    const environment = attempt(unknown);
    const heartbeats: HeartbeatDetails[] = [];
    environment.on('heartbeat', (details: HeartbeatDetails) => heartbeats.push(details));
    const asking = failureOf(
      inActivity(
        (warehouse) => warehouse.execute({ sql: 'SELECT 1', resumeAs: 'read' }),
        environment,
      ),
    );
    const polled = counting(POLL);
    await vi.waitFor(() => expect(polled()).toBeGreaterThan(1));
    vi.setSystemTime(Date.now() + 31_000);

    expect(await asking).toMatchObject({ type: 'SnowflakeTransient', reaction: 'unknown' });
    // The next attempt searches for it by its tag.
    expect(heartbeats.at(-1)).toMatchObject({ statements: {}, intents: ['read'] });
    vi.useRealTimers();
  });
});

async function uploadText(): Promise<string> {
  const location = '@RATCHET_FILES/said/';
  const texts = { 'said.csv': 'A', 'other.csv': 'B' };
  await inActivity((warehouse) => uploadMissingTexts(warehouse, texts, location));
  return location;
}

async function uploadSource(folder: string): Promise<string> {
  writeFileSync(join(folder, 'said.csv'), 'A\n1\n');
  await inActivity((warehouse) => uploadFiles(warehouse, RUN, 'rows', join(folder, '*.csv')));
  return filesLocation(RUN, 'rows');
}

describe('upload', () => {
  it('puts a file once, and leaves umask and working directory as they were', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'ratchet upload '));
    const file = join(folder, "it's raw.csv");
    writeFileSync(file, 'A\n1\n');
    const umask = process.umask();

    const listed = await inActivity(async (warehouse) => {
      await warehouse.execute({ sql: 'CREATE STAGE "RATCHET_FILES"' });
      await warehouse.upload(file, '@RATCHET_FILES/telco/');
      await warehouse.upload(file, '@RATCHET_FILES/telco/');
      return warehouse.execute({ sql: 'LIST @RATCHET_FILES/telco/' });
    });
    rmSync(folder, { recursive: true });

    expect(listed.rows).toEqual([
      expect.objectContaining({ name: "ratchet_files/telco/it's raw.csv" }),
    ]);
    expect(process.umask()).toBe(umask);
    expect(existsSync('snowflake.log')).toBe(false);
  });

  it('whose question for the file is reset may be made again', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'ratchet-reset-'));
    const file = join(folder, 'reset.csv');
    writeFileSync(file, 'A\n1\n');
    proxy.spoil({ request: /^HEAD \/stage-objects/, times: 1, reset: 'before' });
    const put = () => inActivity((warehouse) => warehouse.upload(file, '@RATCHET_FILES/reset/'));

    expect(await failureOf(put())).toMatchObject({
      type: 'SnowflakeConnection',
      reaction: 'unknown',
      maxAttempts: 5,
      retryDelayMs: 5_000,
    });
    await put();
    rmSync(folder, { recursive: true });
    expect(await place.query('LIST @RATCHET_FILES/reset/')).toHaveLength(1);
  });

  it.each([
    ['a text', uploadText],
    ['a source', uploadSource],
  ])('of %s that is said to be there and is not may be made again', async (kind, put) => {
    const folder = mkdtempSync(join(tmpdir(), 'ratchet-said-'));
    const answer = { status: 200, body: '' };
    proxy.spoil({ request: /^HEAD \/stage-objects.*said/, times: 1, answer });

    expect(await failureOf(put(folder))).toMatchObject({
      message: expect.stringMatching(/said[.]csv/),
      type: 'SnowflakeConnection',
      reaction: 'unknown',
      maxAttempts: 5,
    });
    const location = await put(folder);
    rmSync(folder, { recursive: true });
    expect(await place.query(`LIST ${location}`)).toHaveLength(kind === 'a text' ? 2 : 1);
  });

  it.each([
    ['a missing file', '/nowhere/x.csv', '@RATCHET_FILES/', SnowflakeError],
    ['a pattern', '/tmp/*.csv', '@RATCHET_FILES/', RangeError],
    ['a location that is more than one', '/tmp/x.csv', '@RATCHET_FILES/; DROP TABLE T', RangeError],
  ])('refuses %s', async (_, file, location, expected) => {
    expect(
      await failureOf(inActivity((warehouse) => warehouse.upload(file, location))),
    ).toBeInstanceOf(expected);
  });
});

it('never asks Snowflake to end a session, which would end the statements that it runs', () => {
  expect(proxy.requests.filter((line) => line.includes('delete=true'))).toEqual([]);
});
