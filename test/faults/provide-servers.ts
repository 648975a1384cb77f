import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';

import { startServers } from '../chaos/servers.js';
import type { SnowflakeLogin } from '../support/snowflake-session.js';

declare module 'vitest' {
  interface ProvidedContext {
    /** A Temporal server and a local Snowflake that no test kills. */
    servers: {
      address: string;
      snowflakeUrl: string;
      env: Record<string, string>;
      login: SnowflakeLogin;
    };
  }
}

export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const folder = mkdtempSync(join(tmpdir(), 'ratchet-faults-'));
  const servers = await startServers(folder);
  const { temporal, snowflakeUrl, env } = servers;
  const login = servers.login();
  project.provide('servers', { address: temporal.address, snowflakeUrl, env: { ...env }, login });
  return async () => {
    await servers.stop();
    rmSync(folder, { recursive: true });
  };
}
