import { DefaultLogger, NativeConnection, Runtime, Worker } from '@temporalio/worker';

import { workflowBundle } from './workflow-bundle.js';

// Failing Activities are what some tests are about: their warnings would bury everything else.
Runtime.install({ logger: new DefaultLogger('ERROR') });

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
      // Cancellation reaches an Activity with the answer to a heartbeat.
      maxHeartbeatThrottleInterval: '50ms',
    });
    return await worker.runUntil(work);
  } finally {
    await connection.close();
  }
}
