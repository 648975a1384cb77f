import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

import { startDevEnvironment, type DevEnvironment } from '../../client/dev/dev-environment.js';
import { projectRoot, pythonProgram } from '../../client/dev/programs.js';
import { openSession, rowsByName, type SnowflakeSession } from './snowflake-session.js';

/** What `ratchet dev` starts, on free ports with an empty warehouse, and a session in that warehouse. */
export interface TestEnvironment {
  readonly address: string;
  /** The variables that lead another Worker to these servers. */
  readonly env: Readonly<Record<string, string>>;
  /** The folder for logs and data. */
  readonly data: string;
  readonly session: SnowflakeSession;
  /** The rows of a query, by column name. */
  query(sql: string, binds?: readonly unknown[]): Promise<readonly Record<string, string | null>[]>;
  stop(): Promise<void>;
}

/** Starts Temporal, local Snowflake and a Worker. */
export async function startTestEnvironment(): Promise<TestEnvironment> {
  const data = mkdtempSync(join(tmpdir(), 'ratchet-end-to-end-'));
  const environment = await startDevEnvironment({
    temporalPort: 0,
    uiPort: 0,
    snowflakePort: 0,
    data,
  });
  const session = await openSession(loginOf(environment));
  return {
    address: environment.urls.temporal,
    env: environment.env,
    data,
    session,
    query: async (sql, binds) => rowsByName(await session.execute(sql, binds)),
    stop: async () => {
      await session.close();
      await environment.stop();
      rmSync(data, { recursive: true });
    },
  };
}

function loginOf({ env, urls }: DevEnvironment) {
  return {
    account: 'local',
    accessUrl: urls.snowflake,
    username: env['SNOWFLAKE_USER'] ?? '',
    authenticator: 'SNOWFLAKE_JWT',
    privateKeyPath: env['SNOWFLAKE_PRIVATE_KEY_FILE'] ?? '',
    database: env['SNOWFLAKE_DATABASE'] ?? '',
    schema: env['SNOWFLAKE_SCHEMA'] ?? '',
    warehouse: env['SNOWFLAKE_WAREHOUSE'] ?? '',
  };
}

/** Writes raw data as `python -m demo_data` does. */
export async function demoData(...args: readonly string[]): Promise<void> {
  await runPython('-m', 'demo_data', ...args);
}

/** Runs the repository's Python; returns what it wrote on stdout. Throws with what it wrote on stderr. */
export async function runPython(...args: readonly string[]): Promise<string> {
  const { stdout } = await promisify(execFile)(pythonProgram(), [...args], {
    env: { ...process.env, PYTHONPATH: join(projectRoot(), 'python') },
    maxBuffer: 64 * 1024 * 1024,
  });
  return stdout;
}
