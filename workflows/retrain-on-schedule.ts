import { WorkflowExecutionAlreadyStartedError } from '@temporalio/common';
import {
  CancellationScope,
  ParentClosePolicy,
  startChild,
  upsertMemo,
  workflowInfo,
  type ChildWorkflowHandle,
} from '@temporalio/workflow';

import type { RetrainingRequest } from '../pipeline/retraining-request.js';
import { retrainingDetails, retrainingSummary } from '../pipeline/run-summary.js';
import { SCHEDULED_MEMO, type ScheduledOutcome } from '../pipeline/scheduled-outcome.js';
import { RETRAIN_MODEL, retrainingWorkflowId } from '../pipeline/workflow-ids.js';
import type { retrainModel } from './retrain-model.js';
import { startAttributes } from './run-attributes.js';
import { scheduledFailure, stoppedKind } from './scheduled-failure.js';
import { showScheduledEnd, showScheduledRun } from './scheduled-details.js';
import { checkRequest } from './this-run.js';

type Retraining = ChildWorkflowHandle<typeof retrainModel>;

/**
 * What the Schedule of a model starts: it retrains under the Workflow Id that every retraining of the model has, because
 * a Schedule appends the time to the ids of what it starts itself. While one is open it completes as SKIPPED. It fails
 * when the retraining fails, which pauses the Schedule, and not when somebody stops it.
 */
export async function retrainOnSchedule(request: RetrainingRequest): Promise<ScheduledOutcome> {
  checkRequest(request);
  const model = request.spec.name;
  const retraining = await startRetraining(request);
  const outcome = retraining === null ? skipped(model) : await endOf(model, retraining);
  showScheduledEnd(outcome);
  return outcome;
}

/** Null when a retraining of the model is open. */
async function startRetraining(request: RetrainingRequest): Promise<Retraining | null> {
  const { name: model } = request.spec;
  try {
    const retraining = await startChild<typeof retrainModel>(RETRAIN_MODEL, {
      workflowId: retrainingWorkflowId(model),
      args: [request],
      // Of a Schedule's Workflow that is terminated the run stays, and can still clean up after itself.
      parentClosePolicy: ParentClosePolicy.REQUEST_CANCEL,
      staticSummary: retrainingSummary(request),
      staticDetails: retrainingDetails(request),
      typedSearchAttributes: startAttributes({ model, trigger: request.trigger }),
      memo: workflowInfo().memo ?? {},
    });
    upsertMemo({ [SCHEDULED_MEMO.runId]: retraining.firstExecutionRunId });
    showScheduledRun(model, retraining);
    return retraining;
  } catch (error) {
    if (error instanceof WorkflowExecutionAlreadyStartedError) return null;
    throw error;
  }
}

function skipped(model: string): ScheduledOutcome {
  const reason = `A retraining of ${model} is open already (${retrainingWorkflowId(model)}).`;
  upsertMemo({ [SCHEDULED_MEMO.skipped]: reason });
  return { kind: 'SKIPPED', model, reason };
}

/** Waits for the retraining, and for the end of its statement when it is cancelled. */
async function endOf(model: string, retraining: Retraining): Promise<ScheduledOutcome> {
  const run = { model, workflowId: retraining.workflowId, runId: retraining.firstExecutionRunId };
  try {
    const { kind } = await retraining.result();
    return { kind, ...run };
  } catch (error) {
    if (CancellationScope.current().consideredCancelled) throw error;
    const kind = stoppedKind(error);
    if (kind === null) throw scheduledFailure(error, run.workflowId);
    return { kind, ...run };
  }
}
