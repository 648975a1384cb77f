import { join } from 'node:path';

import { waitFor } from '../wait-for.js';
import { logFileIn, startChild, type Child } from './child.js';
import type { KeyPairFiles } from './key-pair.js';
import { LOOPBACK } from './ports.js';
import { projectRoot, pythonProgram } from './programs.js';

export const LOCAL_USER = 'RATCHET';
const READY_LINE = 'local Snowflake is ready on ';
const READY_WITHIN_MS = 90_000;

/** Starts local Snowflake with its data in `<data>/snowflake` and the public key of its one user. */
export function startLocalSnowflake(options: {
  readonly data: string;
  readonly port: number;
  readonly keys: KeyPairFiles;
  readonly env: Readonly<Record<string, string>>;
}): Child {
  const place = [
    '--host',
    LOOPBACK,
    '--port',
    String(options.port),
    '--data',
    join(options.data, 'snowflake'),
  ];
  const login = ['--user', LOCAL_USER, '--public-key', options.keys.publicKey];
  return startChild({
    name: 'Local Snowflake',
    command: pythonProgram(),
    args: ['-m', 'local_snowflake', ...place, ...login],
    env: { ...options.env, PYTHONPATH: join(projectRoot(), 'python'), PYTHONUNBUFFERED: '1' },
    logFile: logFileIn(options.data, 'snowflake'),
  });
}

/** Waits for the line with which local Snowflake says that it answers. */
export async function localSnowflakeReady(server: Child): Promise<void> {
  await waitFor(() => Promise.resolve(server.log().includes(READY_LINE) ? true : null), {
    withinMs: READY_WITHIN_MS,
    everyMs: 50,
    signal: server.died,
    onTimeout: () => server.problem(`was not ready within ${READY_WITHIN_MS / 1000} s`),
  });
}
