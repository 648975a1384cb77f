import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';

import { startLocalSnowflake } from './local-snowflake.js';

declare module 'vitest' {
  interface ProvidedContext {
    /** The one local Snowflake of this test run. */
    localSnowflake: { accessUrl: string; account: string; username: string; password: string };
  }
}

export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const dataDir = await mkdtemp(join(tmpdir(), 'ratchet-snowflake-'));
  const server = await startLocalSnowflake({ dataDir });
  const { accessUrl, account, username, password } = server;
  project.provide('localSnowflake', { accessUrl, account, username, password });
  return async () => {
    await server.stop();
    await rm(dataDir, { recursive: true, force: true });
  };
}
