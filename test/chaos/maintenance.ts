import { patiently } from './patiently.js';
import type { SeedPlace } from './seed-place.js';

/** The Workflow Type of maintenance. */
const MAINTAIN_MODELS = 'maintainModels';

/** Runs maintenance of the seed's schema to its end, or joins one that is under way. */
export async function runMaintenance({ temporal, plan, journal }: SeedPlace): Promise<void> {
  const workflowId = `maintenance-chaos-${plan.seed}`;
  const handle = await patiently(() =>
    temporal.client.workflow.start(MAINTAIN_MODELS, {
      workflowId,
      taskQueue: temporal.taskQueue,
      workflowIdConflictPolicy: 'USE_EXISTING',
    }),
  );
  await patiently(() => handle.result());
  journal.note('maintenance is done');
}
