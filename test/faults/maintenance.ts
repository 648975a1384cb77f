import type { Temporal } from '../../client/connect.js';
import { MAINTAIN_MODELS } from '../../pipeline/workflow-ids.js';

/** Runs maintenance to its end on the Workers of a Task Queue. */
export async function runMaintenance({ client, taskQueue }: Temporal): Promise<void> {
  await client.workflow.execute(MAINTAIN_MODELS, {
    workflowId: `maintenance-${taskQueue}`,
    taskQueue,
  });
}
