import { generateKeyPairSync } from 'node:crypto';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

import {
  startLocalSnowflake,
  type LocalSnowflake,
  type LocalSnowflakeOptions,
} from '../support/local-snowflake.js';
import { DriverSession, refusalOf } from './driver.js';

const python = "LANGUAGE PYTHON RUNTIME_VERSION = '3.11' PACKAGES = ('snowflake-snowpark-python')";

function keyPair(): { publicKey: string; privateKey: string } {
  return generateKeyPairSync('rsa', {
    modulusLength: 2048,
    publicKeyEncoding: { type: 'spki', format: 'pem' },
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  });
}

let folder: string;
let servers: LocalSnowflake[];

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'local-snowflake-'));
  servers = [];
});

afterEach(async () => {
  await Promise.all(servers.map((server) => server.stop()));
  await rm(folder, { recursive: true, force: true });
});

async function start(options: Partial<LocalSnowflakeOptions> = {}): Promise<LocalSnowflake> {
  const server = await startLocalSnowflake({ dataDir: join(folder, 'data'), ...options });
  servers.push(server);
  return server;
}

describe('key pair', () => {
  it('lets in with the registered key only', async () => {
    const registered = keyPair();
    const publicKeyFile = join(folder, 'key.pub');
    await writeFile(publicKeyFile, registered.publicKey);
    const { accessUrl, account, username, password } = await start({ publicKeyFile });
    const byKey = { accessUrl, account, username, authenticator: 'SNOWFLAKE_JWT' };
    const session = await DriverSession.open({ ...byKey, privateKey: registered.privateKey });
    expect(await session.rows('SELECT CURRENT_USER() AS U')).toEqual([{ U: username }]);
    await session.close();
    const { privateKey } = keyPair();
    expect(await refusalOf(DriverSession.open({ ...byKey, privateKey }))).toMatchObject({
      code: '390144',
    });
    const byPassword = { accessUrl, account, username, password };
    expect(await refusalOf(DriverSession.open(byPassword))).toMatchObject({ code: '390100' });
  });
});

describe('session token', () => {
  it('is renewed by the driver, and the session goes on', async () => {
    const server = await start({ sessionValiditySeconds: 1 });
    const session = await DriverSession.open(server);
    const before = session.connection.serialize();
    const queryId = await session.submit("SELECT SYSTEM$WAIT(1500, 'MILLISECONDS') AS W");
    expect(await session.result(queryId)).toEqual([{ W: 'waited 1500 milliseconds' }]);
    await session.run('CREATE DATABASE RENEWED');
    await vi.waitFor(
      async () => {
        expect(await session.rows('SELECT CURRENT_DATABASE() AS D')).toEqual([{ D: 'RENEWED' }]);
        expect(session.connection.serialize()).not.toBe(before);
      },
      { timeout: 10_000, interval: 300 },
    );
    await session.close();
  });
});

describe('kill -9', () => {
  it('leaves tables, stages, procedures, functions and history to the next server on the folder', async () => {
    const first = await start();
    const session = await DriverSession.open(first);
    const file = join(folder, 'numbers.csv');
    await writeFile(file, '1\n2\n');
    for (const sql of [
      'CREATE DATABASE KEPT',
      'CREATE TABLE "Spaced table" ("Tenure Months" NUMBER(10, 2), V VARIANT)',
      `INSERT INTO "Spaced table" SELECT 1.5, PARSE_JSON('{"a": 1}')`,
      'CREATE STAGE FILES',
      `PUT 'file://${file}' @FILES AUTO_COMPRESS=FALSE`,
      `CREATE FUNCTION PLUS_ONE(X FLOAT) RETURNS FLOAT ${python} HANDLER = 'f' AS 'def f(x): return x + 1'`,
      `CREATE PROCEDURE HELLO() RETURNS VARCHAR ${python} HANDLER = 'run' AS 'def run(session): return "hello"'`,
    ]) {
      await session.run(sql);
    }
    const running = await session.submit('SELECT SYSTEM$WAIT(600)');
    await first.kill();

    const second = await start();
    const again = await DriverSession.open({ ...second, database: 'KEPT', schema: 'PUBLIC' });
    expect(await again.rows('SELECT "Tenure Months" AS N, V FROM "Spaced table"')).toEqual([
      { N: 1.5, V: { a: 1 } },
    ]);
    await rm(file);
    await again.run(`GET @FILES/numbers.csv 'file://${folder}/'`);
    expect(await readFile(file, 'utf8')).toBe('1\n2\n');
    expect(await again.rows('LIST @FILES')).toMatchObject([{ name: 'files/numbers.csv', size: 4 }]);
    expect(await again.rows('SELECT PLUS_ONE(1) AS A')).toEqual([{ A: 2 }]);
    expect(await again.rows('CALL HELLO()')).toEqual([{ HELLO: 'hello' }]);
    expect(await again.status(running)).toBe('FAILED_WITH_ERROR');
    const refusal = await refusalOf(again.result(running));
    expect(refusal).toMatchObject({ code: '000603', sqlState: 'XX000' });
    const history = await again.rows(
      'SELECT QUERY_TEXT, EXECUTION_STATUS AS S FROM TABLE(INFORMATION_SCHEMA.QUERY_HISTORY())',
    );
    expect(history).toContainEqual({ QUERY_TEXT: 'CREATE STAGE FILES', S: 'SUCCESS' });
    await again.close();
  });
});

describe('procedures', () => {
  it('answers a trivial CALL in less than 300 ms after the first', async () => {
    const session = await DriverSession.open(await start());
    await session.run('CREATE DATABASE CALLS');
    await session.run(
      `CREATE PROCEDURE HELLO() RETURNS VARCHAR ${python} HANDLER = 'run' AS 'def run(session): return "hello"'`,
    );
    await session.run('CALL HELLO()');
    const times: number[] = [];
    for (let call = 0; call < 7; call += 1) {
      const startedAt = performance.now();
      await session.run('CALL HELLO()');
      times.push(performance.now() - startedAt);
    }
    expect(times.sort((a, b) => a - b)[3]).toBeLessThan(300);
    await session.close();
  });
});
