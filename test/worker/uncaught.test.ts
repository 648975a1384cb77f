import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { once } from 'node:events';
import { createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { afterAll, beforeAll, expect, it } from 'vitest';

import { moduleArguments, projectRoot } from '../../client/dev/programs.js';

/** A Temporal that takes connections and says nothing: the Worker waits for it. */
let silent: Server;
let home: string;
beforeAll(async () => {
  silent = createServer().listen(0, '127.0.0.1');
  await once(silent, 'listening');
  home = mkdtempSync(join(tmpdir(), 'ratchet-uncaught-'));
  writeFileSync(join(home, 'temporal.toml'), '[profile.default]\n');
});
afterAll(() => {
  silent.close();
  rmSync(home, { recursive: true });
});

function environment(): Record<string, string> {
  const address = silent.address();
  if (address === null || typeof address === 'string') throw new Error('loopback gave no port');
  return {
    HOME: home,
    SNOWFLAKE_HOME: home,
    SNOWFLAKE_ACCOUNT: 'myorg-myaccount',
    SNOWFLAKE_USER: 'RATCHET',
    SNOWFLAKE_PASSWORD: 'CANARY-PASSWORD',
    SNOWFLAKE_DATABASE: 'ML',
    SNOWFLAKE_SCHEMA: 'PUBLIC',
    TEMPORAL_ADDRESS: `127.0.0.1:${address.port}`,
    TEMPORAL_CONFIG_FILE: join(home, 'temporal.toml'),
  };
}

/** Does something in the Worker's process, out of its reach, as soon as it minds. */
function inWorker(statement: string) {
  const code = `const watch = setInterval(() => {
    if (process.listenerCount('uncaughtException') === 0) return;
    clearInterval(watch);
    ${statement};
  }, 5);`;
  const injected = join(home, 'injected.mjs');
  writeFileSync(injected, code);
  return execa(process.execPath, ['--import', injected, ...moduleArguments('worker/main')], {
    cwd: projectRoot(),
    env: environment(),
    reject: false,
    timeout: 60_000,
  });
}

it.each([
  ['thrown out of reach', `throw new TypeError("no row 'Jane CANARY' 4711-CANARY-PASSWORD")`],
  ['rejected unheard', `Promise.reject(new TypeError("no row 'Jane CANARY' of CANARY-PASSWORD"))`],
])(
  'ends the Worker, for another one to go on: an error %s',
  async (_, statement) => {
    const { exitCode, stdout, stderr } = await inWorker(statement);

    expect({ exitCode, stderr }).toEqual({ exitCode: 1, stderr: '' });
    const last: unknown = JSON.parse(stdout.split('\n').at(-1) ?? '');
    expect(last).toMatchObject({
      level: 60,
      msg: 'Uncaught exception',
      error: { message: expect.stringContaining("TypeError: no row '…'") },
    });
    expect(stdout).not.toContain('CANARY');
  },
  90_000,
);
