import { WorkflowExecutionAlreadyStartedError } from '@temporalio/client';

import type { RetrainingOutcome } from '../../pipeline/outcome.js';
import type { RetrainingRequest } from '../../pipeline/retraining-request.js';
import { RETRAIN_MODEL, retrainingWorkflowId } from '../../pipeline/workflow-ids.js';
import type { Temporal } from '../connect.js';
import type { ModelFolder } from '../model-folder/read-model-folder.js';
import { temporalRefusal } from '../temporal-refusal.js';
import { alreadyOpen } from './already-open.js';
import { retrainingRequest } from './retraining-request.js';
import { runMetadata } from './run-metadata.js';
import { runReference, type RunReference } from './run-reference.js';

/** The Workflow by its type only: its code belongs to the Worker. */
type RetrainModel = (request: RetrainingRequest) => Promise<RetrainingOutcome>;

/**
 * Starts a retraining. Throws CliError when one of this model is open already, whoever started it, with its link, and when
 * Temporal refuses.
 */
export async function startRun(
  temporal: Temporal,
  folder: ModelFolder,
  { reason, force }: Pick<RetrainingRequest, 'reason' | 'force'>,
): Promise<RunReference> {
  const { startedBy, taskQueue } = temporal;
  const request = retrainingRequest(folder, { trigger: 'manual', startedBy, reason, force });
  const model = folder.spec.name;
  const workflowId = retrainingWorkflowId(model);
  try {
    const handle = await temporal.client.workflow.start<RetrainModel>(RETRAIN_MODEL, {
      workflowId,
      taskQueue,
      args: [request],
      workflowIdConflictPolicy: 'FAIL',
      ...runMetadata(folder, request),
    });
    return runReference(temporal, { model, workflowId, runId: handle.firstExecutionRunId });
  } catch (error) {
    if (error instanceof WorkflowExecutionAlreadyStartedError)
      throw await alreadyOpen(temporal, { what: 'A run', model, workflowId }, error);
    throw temporalRefusal(error, 'start the run', temporal);
  }
}
