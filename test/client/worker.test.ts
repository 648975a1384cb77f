import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';

import { connectTemporal, type Temporal } from '../../client/connect.js';
import { moduleArguments } from '../../client/dev/programs.js';
import { isPolled } from '../../client/task-queue.js';

const { address } = inject('temporal');
const TASK_QUEUE = 'ratchet-worker';

/** Nothing is asked of Snowflake before the first Activity. */
const SNOWFLAKE = {
  SNOWFLAKE_ACCOUNT: 'local',
  SNOWFLAKE_USER: 'RATCHET',
  SNOWFLAKE_PASSWORD: 'unused',
  SNOWFLAKE_DATABASE: 'RATCHET',
  SNOWFLAKE_SCHEMA: 'PUBLIC',
};

let temporal: Temporal;

beforeAll(async () => {
  temporal = await connectTemporal({ address, taskQueue: TASK_QUEUE });
});
afterAll(() => temporal.close());

/** Starts `ratchet worker` as a shell does, in a process group of its own, and waits until the Worker polls. */
async function startWorker() {
  const startedAt = Date.now();
  const place = ['--address', address, '--task-queue', TASK_QUEUE];
  const command = spawn(process.execPath, [...moduleArguments('client/cli'), 'worker', ...place], {
    detached: true,
    env: { ...process.env, ...SNOWFLAKE },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const log = text(command.stdout);
  await expect.poll(() => isPolled(temporal, startedAt), { timeout: 40_000 }).toBe(true);
  return { command, log, pid: command.pid ?? 0 };
}

describe('ratchet worker', () => {
  it.each([
    ['Ctrl-C, which the terminal sends to the whole group', 'SIGINT', -1],
    ['SIGTERM, which comes to the command only', 'SIGTERM', 1],
  ] as const)('stops in order at %s', async (_, signal, sign) => {
    const { command, log, pid } = await startWorker();

    process.kill(sign * pid, signal);

    expect(await once(command, 'exit')).toEqual([0, null]);
    expect(await log).toContain('The Worker has stopped');
  });
});
