import { NativeConnection, Worker } from '@temporalio/worker';

import { testWorkerOptions } from './workflow-bundle.js';

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
      activities,
      ...(await testWorkerOptions()),
    });
    return await worker.runUntil(work);
  } finally {
    await connection.close();
  }
}
