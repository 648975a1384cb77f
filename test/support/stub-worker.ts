import { NativeConnection, Worker } from '@temporalio/worker';

import { workflowBundle } from './workflow-bundle.js';

/** Runs `work` while a Worker with these Activities polls the Task Queue. */
export async function withStubWorker<Result>(
  { address, taskQueue }: { readonly address: string; readonly taskQueue: string },
  activities: object,
  work: () => Promise<Result>,
): Promise<Result> {
  const connection = await NativeConnection.connect({ address });
  try {
    const worker = await Worker.create({
      connection,
      taskQueue,
      workflowBundle: await workflowBundle(),
      activities,
      // Workflows run in this thread: to load their code into a thread of its own takes most of a second each time.
      debugMode: true,
      // Cancellation reaches an Activity with the answer to a heartbeat.
      maxHeartbeatThrottleInterval: '50ms',
    });
    return await worker.runUntil(work);
  } finally {
    await connection.close();
  }
}
