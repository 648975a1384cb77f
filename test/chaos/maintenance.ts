import { WorkflowFailedError } from '@temporalio/client';

import { MAINTAIN_MODELS } from '../../pipeline/workflow-ids.js';
import { patiently } from './patiently.js';
import type { SeedPlace } from './seed-place.js';

/** Runs maintenance of the seed's schema to its end, or joins one that is under way. Returns why it failed, or null. */
export async function runMaintenance({
  temporal,
  plan,
  journal,
}: SeedPlace): Promise<string | null> {
  const handle = await patiently(() =>
    temporal.client.workflow.start(MAINTAIN_MODELS, {
      workflowId: `maintenance-chaos-${plan.seed}`,
      taskQueue: temporal.taskQueue,
      workflowIdConflictPolicy: 'USE_EXISTING',
    }),
  );
  try {
    const done: unknown = await patiently(() => handle.result());
    journal.note(`maintenance: ${JSON.stringify(done)}`);
    return null;
  } catch (error) {
    if (!(error instanceof WorkflowFailedError)) throw error;
    const reason = `maintenance failed: ${error.cause?.message ?? error.message}`;
    journal.note(reason);
    return reason;
  }
}
