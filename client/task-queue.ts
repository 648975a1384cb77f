import proto from '@temporalio/proto';

import type { Temporal } from './connect.js';
import { temporalRefusal } from './temporal-refusal.js';

const { TaskQueueType } = proto.temporal.api.enums.v1;
/** A Worker asks again at least every 60 s, the length of a long poll; the rest is for a slow network. */
const ALIVE_WITHIN_MS = 75_000;

/** Whether a Worker has lately asked the Task Queue for Workflow and for Activity tasks, since `since` (ms) at least. */
export async function isPolled(temporal: Temporal, since?: number): Promise<boolean> {
  const notBefore = since ?? Date.now() - ALIVE_WITHIN_MS;
  const latest = await Promise.all([
    latestPoll(temporal, TaskQueueType.TASK_QUEUE_TYPE_WORKFLOW),
    latestPoll(temporal, TaskQueueType.TASK_QUEUE_TYPE_ACTIVITY),
  ]);
  return latest.every((time) => time >= notBefore);
}

async function latestPoll(
  temporal: Temporal,
  taskQueueType: proto.temporal.api.enums.v1.TaskQueueType,
): Promise<number> {
  try {
    const { pollers } = await temporal.client.connection.workflowService.describeTaskQueue({
      namespace: temporal.namespace,
      taskQueue: { name: temporal.taskQueue },
      taskQueueType,
    });
    return Math.max(
      0,
      ...(pollers ?? []).map(({ lastAccessTime }) => Number(lastAccessTime?.seconds ?? 0) * 1000),
    );
  } catch (error) {
    throw temporalRefusal(error, 'describe the Task Queue', temporal);
  }
}

/** What to say when nothing polls. */
export function noWorkerHint({ taskQueue, namespace, address }: Temporal): string {
  return `No Worker polls the Task Queue ${taskQueue} (namespace ${namespace} at ${address}): start one with npx ratchet worker, or npx ratchet dev for everything.`;
}
