import { WorkflowFailedError, type WorkflowHandle } from '@temporalio/client';
import { once } from 'node:events';

import type { Maintenance } from '../../pipeline/maintenance.js';
import { MAINTAIN_MODELS, maintenanceWorkflowId } from '../../pipeline/workflow-ids.js';
import type { Temporal } from '../connect.js';
import { workflowFailure } from '../runs/run-failure.js';
import { temporalRefusal } from '../temporal-refusal.js';
import { runUrl } from '../web-ui.js';

/** The Workflow by its type only: its code belongs to the Worker. */
type MaintainModels = () => Promise<Maintenance>;

/** A maintenance that is under way. */
export interface StartedMaintenance {
  readonly handle: WorkflowHandle<MaintainModels>;
  readonly workflowId: string;
  readonly runId: string;
  /** Its page in the Web UI; null when its place is not known. */
  readonly url: string | null;
}

/** Starts a maintenance, or meets the one that somebody started. Throws CliError when Temporal refuses. */
export async function startMaintenance(temporal: Temporal): Promise<StartedMaintenance> {
  const { client, taskQueue, startedBy } = temporal;
  const workflowId = maintenanceWorkflowId(taskQueue);
  try {
    const handle = await client.workflow.start<MaintainModels>(MAINTAIN_MODELS, {
      workflowId,
      taskQueue,
      args: [],
      workflowIdConflictPolicy: 'USE_EXISTING',
      staticSummary: `maintenance of all models, started by ${startedBy}`,
    });
    const runId = handle.firstExecutionRunId;
    return { handle, workflowId, runId, url: runUrl(temporal, workflowId, runId) };
  } catch (error) {
    throw temporalRefusal(error, 'start maintenance', temporal);
  }
}

/** Waits for the end of a maintenance; null when `signal` ended the waiting. Throws CliError when it failed. */
export async function maintenanceResult(
  { handle }: StartedMaintenance,
  signal: AbortSignal,
): Promise<Maintenance | null> {
  const detached = once(signal, 'abort').then(() => null);
  try {
    return await Promise.race([handle.result(), detached]);
  } catch (error) {
    if (!(error instanceof WorkflowFailedError)) throw error;
    throw workflowFailure(error, 'Maintenance failed.');
  }
}
