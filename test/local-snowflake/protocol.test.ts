import { randomUUID } from 'node:crypto';
import type snowflake from 'snowflake-sdk';
import { afterAll, beforeAll, describe, expect, inject, it, vi } from 'vitest';

import { DriverSession, refusalOf } from './driver.js';

const ENDLESS = 'SELECT SYSTEM$WAIT(600)';
const CANCELLED = { code: '000604', sqlState: '57014' };

const login = inject('localSnowflake');
const schema = `PROTOCOL_${String(process.pid)}`;
let session: DriverSession;
let other: DriverSession;

beforeAll(async () => {
  const first = await DriverSession.open(login);
  await first.run('CREATE DATABASE IF NOT EXISTS PROTOCOL');
  await first.run(`CREATE SCHEMA PROTOCOL.${schema}`);
  await first.close();
  const place = { ...login, database: 'PROTOCOL', schema };
  session = await DriverSession.open(place);
  other = await DriverSession.open(place);
});

afterAll(async () => {
  await session.run(`DROP SCHEMA PROTOCOL.${schema}`);
  await session.close();
  await other.close();
});

describe('results', () => {
  it('gives every type as its JavaScript value', async () => {
    const [row] = await session.rows(`
      SELECT 1 AS A, -2.50 AS B, 0.1::FLOAT AS C, 'it''s "quoted"\\n✓' AS D, TRUE AS E, FALSE AS F,
        '2024-02-29'::DATE AS G, '13:14:15'::TIME AS H, '1969-12-31 23:59:59.250'::TIMESTAMP_NTZ AS I,
        '2024-01-01 12:00:00 +0000'::TIMESTAMP_TZ AS J, TO_BINARY('00FF', 'HEX') AS K,
        PARSE_JSON('{"a": [1, null]}') AS L, ARRAY_CONSTRUCT(1, 2) AS M, NULL AS N`);
    expect(row).toMatchObject({ A: 1, B: -2.5, C: 0.1, D: 'it\'s "quoted"\n✓', E: true, F: false });
    expect(row?.['G']).toEqual(new Date('2024-02-29T00:00:00Z'));
    expect(row?.['H']).toBe('13:14:15');
    expect(row?.['I']).toEqual(new Date('1969-12-31T23:59:59.250Z'));
    expect(row?.['J']).toEqual(new Date('2024-01-01T12:00:00Z'));
    const binary = row?.['K'];
    expect(Buffer.isBuffer(binary) && binary.toString('hex')).toBe('00ff');
    expect(row).toMatchObject({ L: { a: [1, null] }, M: [1, 2], N: null });
  });

  it('keeps every digit of a number that is fetched as text', async () => {
    const fetchAsString: snowflake.DataType[] = ['Number'];
    const sql =
      "SELECT 12345678901234567890::NUMBER(38, 0) AS A, 'NaN'::FLOAT AS B, 'inf'::FLOAT AS C";
    const [row] = await session.rows(sql, { fetchAsString });
    expect(row).toEqual({ A: '12345678901234567890', B: 'NaN', C: 'inf' });
  });

  it('sends 100,000 rows in chunks, all of them and in order', async () => {
    const rows = await session.rows(`
      SELECT SEQ4() AS N, 'row ' || SEQ4() AS T, IFF(SEQ4() % 2 = 0, NULL, '"' || SEQ4()) AS Q
      FROM TABLE(GENERATOR(ROWCOUNT => 100000)) ORDER BY N`);
    expect(rows).toHaveLength(100_000);
    expect(rows.every((row, index) => row['N'] === index)).toBe(true);
    expect(rows[99_999]).toEqual({ N: 99_999, T: 'row 99999', Q: '"99999' });
    expect(rows[50_000]).toEqual({ N: 50_000, T: 'row 50000', Q: null });
  });

  it('tells how many rows a statement changed', async () => {
    await session.run('CREATE TABLE CHANGED (N NUMBER)');
    expect(await session.rows('INSERT INTO CHANGED VALUES (1), (2)')).toEqual([
      { 'number of rows inserted': 2 },
    ]);
    const updated = await session.rows('UPDATE CHANGED SET N = 3 WHERE N = 1');
    expect(updated[0]?.['number of rows updated']).toBe(1);
  });
});

describe('binds', () => {
  it('takes values of every kind', async () => {
    const date = new Date('2024-02-29T01:02:03.004Z');
    const sql = 'SELECT ? AS A, ? AS B, ? AS C, ? AS D, ? AS E, ?::TIMESTAMP_NTZ AS F';
    const binds: snowflake.Binds = [1, 2.5, "it's", true, null, date.toJSON()];
    const [row] = await session.rows(sql, { binds });
    expect(row).toEqual({ A: 1, B: 2.5, C: "it's", D: true, E: null, F: date });
  });

  it('takes rows of values for one INSERT', async () => {
    await session.run('CREATE TABLE BOUND (N NUMBER, T VARCHAR)');
    const binds = Array.from({ length: 1000 }, (_, n) => [n, `t${String(n)}`]);
    const inserted = await session.rows('INSERT INTO BOUND VALUES (?, ?)', { binds });
    expect(inserted).toEqual([{ 'number of rows inserted': 1000 }]);
    const sum = await session.rows('SELECT COUNT(DISTINCT T) AS C, SUM(N) AS S FROM BOUND');
    expect(sum).toEqual([{ C: 1000, S: 499_500 }]);
  });
});

describe('errors', () => {
  it.each([
    ['SELECT * FROM NO_SUCH_TABLE', '002003', '42S02', /NO_SUCH_TABLE/],
    ['SELEKT 1', '001003', '42000', /syntax error/],
    ["SELECT 'x'::NUMBER", '100038', '22018', /'x' is not recognized/],
    ['SELECT list_sum([1])', '002140', '42601', /Unknown function/],
  ])('%s', async (sql, code, sqlState, message) => {
    const refusal = await refusalOf(session.run(sql));
    expect(refusal).toMatchObject({ code, sqlState });
    expect(refusal.message).toMatch(message);
    expect(refusal.queryId).toMatch(/^[0-9a-f-]{36}$/);
  });

  it('refuses a wrong password and an unknown user', async () => {
    expect(await refusalOf(DriverSession.open({ ...login, password: 'wrong' }))).toMatchObject({
      code: '390100',
    });
    expect(await refusalOf(DriverSession.open({ ...login, username: 'X' }))).toMatchObject({
      code: '390100',
    });
  });
});

describe('statements by id', () => {
  it('runs a repeated request once', async () => {
    await session.run('CREATE TABLE ONCE (N NUMBER)');
    const requestId = randomUUID();
    const first = await session.run('INSERT INTO ONCE VALUES (1)', { requestId });
    const again = await session.run('INSERT INTO ONCE VALUES (1)', { requestId });
    expect(again.queryId).toBe(first.queryId);
    expect(await session.rows('SELECT COUNT(*) AS C FROM ONCE')).toEqual([{ C: 1 }]);
  });

  it('tells status and result of an asynchronous statement to another connection', async () => {
    const queryId = await session.submit("SELECT SYSTEM$WAIT(500, 'MILLISECONDS') AS W");
    expect(await other.status(queryId)).toBe('RUNNING');
    expect(await other.result(queryId)).toEqual([{ W: 'waited 500 milliseconds' }]);
    expect(await other.status(queryId)).toBe('SUCCESS');
    expect(await session.result(queryId)).toEqual([{ W: 'waited 500 milliseconds' }]);
  });

  it('knows nothing of an id that nobody has', async () => {
    const queryId = randomUUID();
    expect(await other.status(queryId)).toBe('NO_QUERY_DATA');
    expect(await refusalOf(other.result(queryId))).toMatchObject({
      code: '000709',
      sqlState: '02000',
    });
  });

  it('tells the failure of an asynchronous statement with its code', async () => {
    const queryId = await session.submit('SELECT * FROM NO_SUCH_TABLE');
    await vi.waitFor(async () => expect(await other.status(queryId)).toBe('FAILED_WITH_ERROR'));
    expect(await refusalOf(other.result(queryId))).toMatchObject({
      code: '002003',
      sqlState: '42S02',
      queryId,
    });
    const thrown = await refusalOf(other.connection.getQueryStatusThrowIfError(queryId));
    expect(thrown).toMatchObject({ code: '002003', sqlState: '42S02' });
  });

  it('is cancelled by SYSTEM$CANCEL_QUERY of another session', async () => {
    const queryId = await session.submit(ENDLESS);
    const told = await other.rows('SELECT SYSTEM$CANCEL_QUERY(?) AS TOLD', { binds: [queryId] });
    expect(told).toEqual([{ TOLD: `query [${queryId}] terminated.` }]);
    expect(await refusalOf(other.result(queryId))).toMatchObject(CANCELLED);
  });

  it('is cancelled by the driver, with and without its query id', async () => {
    const ended = new Promise<unknown>((done) => {
      const statement = session.connection.execute({
        sqlText: ENDLESS,
        complete: (error) => done(error),
      });
      // No reply has come yet, so the driver cancels by request id.
      setTimeout(() => statement.cancel(), 200);
    });
    expect(await ended).toMatchObject(CANCELLED);
    const queryId = await session.submit(ENDLESS);
    const failure = refusalOf(other.result(queryId));
    await new Promise<void>((done, fail) => {
      const statement = other.connection.fetchResult({ queryId, complete: () => undefined });
      statement.cancel((error) => (error ? fail(error) : done()));
    });
    expect(await failure).toMatchObject(CANCELLED);
  });

  it('ends a statement at its time-out', async () => {
    const parameters = { STATEMENT_TIMEOUT_IN_SECONDS: 1 };
    const refusal = await refusalOf(session.run(ENDLESS, { parameters }));
    expect(refusal).toMatchObject({ code: '000630', sqlState: '57014' });
    expect(refusal.message).toContain('timeout of 1 second(s)');
  });

  it('cancels what a closed session has running, unless the driver keeps the session', async () => {
    const [leaving, keeping] = await Promise.all([
      DriverSession.open(login),
      DriverSession.open({ ...login, serverSessionKeepAlive: true }),
    ]);
    const [left, kept] = await Promise.all([leaving.submit(ENDLESS), keeping.submit(ENDLESS)]);
    await Promise.all([leaving.close(), keeping.close()]);
    expect(await refusalOf(other.result(left))).toMatchObject(CANCELLED);
    expect(await other.status(kept)).toBe('RUNNING');
    await other.run('SELECT SYSTEM$CANCEL_QUERY(?)', { binds: [kept] });
  });

  it('finds a statement by its QUERY_TAG', async () => {
    const tag = JSON.stringify({ app: 'ratchet', runId: randomUUID() });
    const { queryId } = await session.run('SELECT 1', { parameters: { QUERY_TAG: tag } });
    const found = await other.rows(
      'SELECT QUERY_ID, EXECUTION_STATUS FROM TABLE(INFORMATION_SCHEMA.QUERY_HISTORY()) WHERE QUERY_TAG = ?',
      { binds: [tag] },
    );
    expect(found.find((row) => row['QUERY_ID'] === queryId)).toMatchObject({
      EXECUTION_STATUS: 'SUCCESS',
    });
  });
});
