import { WorkflowExecutionAlreadyStartedError } from '@temporalio/client';

import type { RollbackOutcome, RollbackRequest } from '../../pipeline/rollback.js';
import { ROLL_BACK_MODEL, rollbackWorkflowId } from '../../pipeline/workflow-ids.js';
import type { Temporal } from '../connect.js';
import { startAttributes } from '../search-attributes.js';
import { temporalRefusal } from '../temporal-refusal.js';
import { alreadyOpen } from './already-open.js';
import { runReference, type RunReference } from './run-reference.js';

/** The Workflow by its type only: its code belongs to the Worker. */
type RollBackModel = (request: RollbackRequest) => Promise<RollbackOutcome>;

/** Starts a rollback. Throws CliError when one of this model is open already, and when Temporal refuses. */
export async function startRollback(
  temporal: Temporal,
  asked: Omit<RollbackRequest, 'startedBy'>,
): Promise<RunReference> {
  const { startedBy, taskQueue } = temporal;
  const { model } = asked;
  const request = { ...asked, startedBy };
  const workflowId = rollbackWorkflowId(model);
  try {
    const handle = await temporal.client.workflow.start<RollBackModel>(ROLL_BACK_MODEL, {
      workflowId,
      taskQueue,
      args: [request],
      workflowIdConflictPolicy: 'FAIL',
      staticSummary: `${model}, rolled back by ${startedBy}`,
      staticDetails: details(request),
      typedSearchAttributes: startAttributes(model, 'rollback'),
    });
    return runReference(temporal, { model, workflowId, runId: handle.firstExecutionRunId });
  } catch (error) {
    if (error instanceof WorkflowExecutionAlreadyStartedError)
      throw await alreadyOpen(temporal, { what: 'A rollback', model, workflowId }, error);
    throw temporalRefusal(error, 'start the rollback', temporal);
  }
}

/** Markdown. */
function details({ toVersion, reason }: RollbackRequest): string {
  const target =
    toVersion === null ? 'the version that was live before the live one' : `version ${toVersion}`;
  return `**Reason:** ${reason}\n\nBack to ${target}. Nothing is trained.`;
}
