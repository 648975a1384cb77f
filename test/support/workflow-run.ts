import { writeFile } from 'node:fs/promises';

import {
  Client,
  Connection,
  type Workflow,
  type WorkflowHandleWithFirstExecutionRunId,
} from '@temporalio/client';
import { NativeConnection, Worker } from '@temporalio/worker';
import { inject } from 'vitest';

import { historyText } from './recorded-history.js';
import { testWorkerOptions, workflowBundle } from './workflow-bundle.js';

/** A Workflow, and the Worker that runs it. */
interface WorkflowRun<W extends Workflow> {
  /** Starts it, before the Worker polls. */
  readonly start: (
    client: Client,
    taskQueue: string,
  ) => Promise<WorkflowHandleWithFirstExecutionRunId<W>>;
  readonly activities: object;
  readonly maxCachedWorkflows?: number | undefined;
  /** Under this name the history is kept in test/workflows/histories, when RECORD_HISTORIES is set. */
  readonly shape?: string | undefined;
}

let runs = 0;

/**
 * Starts a Workflow on the shared Temporal server with a Worker of its own, and stops the Worker when `follow` is done.
 * Then replays the history, whatever the run was about.
 */
export async function withWorkflow<W extends Workflow, Result>(
  { start, activities, maxCachedWorkflows, shape }: WorkflowRun<W>,
  follow: (handle: WorkflowHandleWithFirstExecutionRunId<W>, client: Client) => Promise<Result>,
): Promise<Result> {
  runs += 1;
  const { address } = inject('temporal');
  const taskQueue = `retraining-${process.pid}-${runs}`;
  const connection = await Connection.connect({ address });
  const native = await NativeConnection.connect({ address });
  try {
    const client = new Client({ connection, identity: 'test' });
    const worker = await Worker.create({
      connection: native,
      identity: 'test',
      taskQueue,
      activities,
      ...(await testWorkerOptions()),
      ...(maxCachedWorkflows === undefined ? {} : { maxCachedWorkflows }),
    });
    const handle = await start(client, taskQueue);
    const result = await worker.runUntil(follow(handle, client));
    await replay(handle, shape);
    return result;
  } finally {
    await connection.close();
    await native.close();
  }
}

async function replay<W extends Workflow>(
  handle: WorkflowHandleWithFirstExecutionRunId<W>,
  shape: string | undefined,
): Promise<void> {
  const history = await handle.fetchHistory();
  await Worker.runReplayHistory(
    { workflowBundle: await workflowBundle() },
    history,
    handle.workflowId,
  );
  if (shape === undefined || process.env['RECORD_HISTORIES'] === undefined) return;
  const file = new URL(`../workflows/histories/${shape}.json`, import.meta.url);
  await writeFile(file, historyText(history));
}
