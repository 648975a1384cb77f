import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { promisify } from 'node:util';
import { gzipSync } from 'node:zlib';
import { afterAll, afterEach, beforeAll, describe, expect, inject, it } from 'vitest';

import { pythonProgram } from '../../client/dev/programs.js';
import { DriverSession } from '../local-snowflake/driver.js';
import { startSnowflakeProxy, type SnowflakeProxy } from '../support/snowflake-proxy.js';
import { REQUESTS } from '../support/snowflake-requests.js';

const ANSWER = JSON.stringify({ data: 'x'.repeat(200) });

describe('the proxy before a server that counts', () => {
  let server: Server;
  let proxy: SnowflakeProxy;
  let served: string[] = [];

  beforeAll(async () => {
    server = createServer((incoming, outgoing) => {
      served.push(incoming.url ?? '');
      outgoing.writeHead(200, { 'content-type': 'application/json' });
      outgoing.write(ANSWER.slice(0, 50));
      setImmediate(() => outgoing.end(ANSWER.slice(50)));
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const address = server.address();
    if (address === null || typeof address === 'string') throw new Error('no port');
    proxy = await startSnowflakeProxy(`http://127.0.0.1:${address.port}`);
  });
  afterEach(() => {
    proxy.clear();
    served = [];
  });
  afterAll(async () => {
    await proxy.close();
    server.closeAllConnections();
    server.close();
  });

  async function ask(path = '/a', sql?: string): Promise<string> {
    const body = sql === undefined ? '' : JSON.stringify({ sqlText: sql });
    const answer = await fetch(new URL(path, proxy.accessUrl), {
      method: 'POST',
      body: gzipSync(body),
      headers: { 'content-encoding': 'gzip', 'content-type': 'application/json' },
      signal: AbortSignal.timeout(5_000),
    });
    return `${answer.status} ${await answer.text()}`;
  }

  const submit = (sql: string) => ask('/queries/v1/query-request?requestId=1', sql);

  it('passes on what is not spoilt, also an answer in chunks', async () => {
    expect(await ask()).toBe(`200 ${ANSWER}`);
    expect(served).toEqual(['/a']);
  });

  it.each([
    ['reset', 'before', 0],
    ['reset', 'after', 1],
    ['drop', 'before', 0],
    ['drop', 'after', 1],
  ] as const)('%s %s: the server has executed %i', async (how, moment, executed) => {
    const fault = proxy.spoil({ times: 1, [how]: moment });

    await expect(ask()).rejects.toThrow('fetch failed');
    expect(served).toHaveLength(executed);
    expect(fault.hits).toBe(1);
    expect(await ask()).toBe(`200 ${ANSWER}`);
  });

  it.each(['before', 'after'] as const)('says nothing %s the server has executed', async (hang) => {
    proxy.spoil({ times: 1, hang });
    const impatient = fetch(proxy.accessUrl, { signal: AbortSignal.timeout(300) });

    await expect(impatient).rejects.toThrow('timeout');
    expect(served).toHaveLength(hang === 'before' ? 0 : 1);
  });

  it('ends an answer half-way', async () => {
    proxy.spoil({ times: 1, truncate: true });

    await expect(ask()).rejects.toThrow('terminated');
  });

  it('sends a request twice and gives one answer', async () => {
    proxy.spoil({ times: 1, duplicate: true });

    expect(await ask()).toBe(`200 ${ANSWER}`);
    expect(served).toEqual(['/a', '/a']);
  });

  it('waits as long as it is told', async () => {
    proxy.spoil({ times: 1, delayMs: 200 });
    const startedAt = performance.now();
    await ask();

    expect(performance.now() - startedAt).toBeGreaterThan(190);
  });

  it('answers in place of the server, with headers', async () => {
    const answer = { status: 429, body: 'slowly', headers: { 'retry-after': '7' } };
    proxy.spoil({ times: 1, answer });

    expect((await fetch(proxy.accessUrl)).headers.get('retry-after')).toBe('7');
    expect(served).toEqual([]);
  });

  it('meets the n-th of those that fit, by endpoint and by statement', async () => {
    const answer = { status: 503, body: '' };
    const sql = /^CALL "TRAIN"/;
    const fault = proxy.spoil({ request: REQUESTS.submit, sql, skip: 1, times: 1, answer });
    const statements = ['SELECT 1', 'CALL "TRAIN"()', 'CALL "TRAIN"()', 'CALL "TRAIN"()'];
    const seen = [];
    for (const statement of statements) seen.push((await submit(statement)).slice(0, 3));
    await ask('/other', 'CALL "TRAIN"()');

    expect(seen).toEqual(['200', '200', '503', '200']);
    expect(fault.hits).toBe(1);
    expect(proxy.statements.slice(-4)).toEqual(statements);
  });

  it('meets all of them until it is stopped', async () => {
    const answer = { status: 503, body: '' };
    const fault = proxy.spoil({ times: Infinity, answer });
    expect([await ask(), await ask()]).toEqual(['503 ', '503 ']);
    fault.stop();

    expect(await ask()).toBe(`200 ${ANSWER}`);
    expect(fault.hits).toBe(2);
  });

  it('holds a request before the server has it, and lets it go on', async () => {
    const arrived = proxy.hold({ sql: /^CALL/ });
    const answer = submit('CALL "TRAIN"()');
    const held = await arrived;

    expect(held.sql).toBe('CALL "TRAIN"()');
    expect(served).toEqual([]);
    held.release();
    expect(await answer).toBe(`200 ${ANSWER}`);
  });

  it('holds an answer, and breaks the connection when told', async () => {
    const arrived = proxy.hold({ at: 'after' });
    const answer = ask();
    const held = await arrived;
    expect(served).toEqual(['/a']);
    held.reset();

    await expect(answer).rejects.toThrow('fetch failed');
  });

  it('brings a held request to the server though its sender is gone', async () => {
    const arrived = proxy.hold({});
    const gone = new AbortController();
    const answer = fetch(proxy.accessUrl, { signal: gone.signal });
    const held = await arrived;
    gone.abort();
    await expect(answer).rejects.toThrow('aborted');
    held.release();

    await expect.poll(() => served).toHaveLength(1);
  });
});

describe('the proxy between a driver and local Snowflake', () => {
  let proxy: SnowflakeProxy;

  beforeAll(async () => {
    proxy = await startSnowflakeProxy(inject('localSnowflake').accessUrl);
  });
  afterAll(() => proxy.close());

  it('lets a statement run to its end before the answer is lost: the driver sends it again', async () => {
    const session = await DriverSession.open({
      ...inject('localSnowflake'),
      accessUrl: proxy.accessUrl,
    });
    const fault = proxy.spoil({ sql: /^SELECT 'lost'/, times: 1, reset: 'after' });
    const rows = await session.rows(`SELECT 'lost' AS "WHAT"`);
    await session.close();

    expect(rows).toEqual([{ WHAT: 'lost' }]);
    expect(fault.hits).toBe(1);
    expect(proxy.statements.filter((sql) => sql.startsWith("SELECT 'lost'"))).toHaveLength(2);
  });

  it('reads the statements of the Python connector, which packs them', async () => {
    const { account, username, password } = inject('localSnowflake');
    const { hostname: host, port } = new URL(proxy.accessUrl);
    const login = { account, user: username, password, host, port: Number(port), protocol: 'http' };
    const script = `import json, sys, snowflake.connector
with snowflake.connector.connect(**json.loads(sys.argv[1])) as session:
    print(session.cursor().execute("SELECT 'packed'").fetchone()[0])`;
    const fault = proxy.spoil({ sql: /^SELECT 'packed'/, times: 1, delayMs: 1 });
    const run = promisify(execFile)(pythonProgram(), ['-c', script, JSON.stringify(login)]);

    expect((await run).stdout).toBe('packed\n');
    expect(fault.hits).toBe(1);
  });
});
