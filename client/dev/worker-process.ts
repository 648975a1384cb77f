import type { Temporal } from '../connect.js';
import { isPolled } from '../task-queue.js';
import { waitFor } from '../wait-for.js';
import { logFileIn, startChild, type Child } from './child.js';
import { moduleArguments } from './programs.js';

const READY_WITHIN_MS = 90_000;
/** Poll times come in whole seconds of the server's clock, which is this machine's. */
const CLOCK_STEP_MS = 1_000;

/** Starts the Worker of this repository. */
export function startWorker(data: string, env: Readonly<Record<string, string>>): Child {
  return startChild({
    name: 'The Worker',
    command: process.execPath,
    args: moduleArguments('worker/main'),
    env,
    logFile: logFileIn(data, 'worker'),
  });
}

/** Waits until a Worker polls for Workflow and Activity tasks that has asked since `startedAt` (ms). */
export async function workerReady(
  worker: Child,
  temporal: Temporal,
  startedAt: number,
): Promise<void> {
  const probe = async () => ((await isPolled(temporal, startedAt - CLOCK_STEP_MS)) ? true : null);
  await waitFor(probe, {
    withinMs: READY_WITHIN_MS,
    everyMs: 100,
    signal: worker.died,
    onTimeout: () =>
      worker.problem(`did not poll its Task Queue within ${READY_WITHIN_MS / 1000} s`),
  });
}
