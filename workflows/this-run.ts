import { ApplicationFailure, workflowInfo } from '@temporalio/workflow';

import type { FailureType } from '../pipeline/failure-types.js';
import { requestProblem, type RetrainingRequest } from '../pipeline/retraining-request.js';
import type { Run } from '../pipeline/run.js';

const BAD_REQUEST: FailureType = 'ModelFolder';

/**
 * Throws ModelFolder for an input that is no request: whoever may start Workflows can send anything, and what the
 * Workflow stumbles over would be tried again for ever.
 */
export function checkRequest(request: RetrainingRequest): void {
  const problem = requestProblem(request);
  if (problem === null) return;
  const message = `This is no request to retrain a model; start runs by the Client. ${problem}`;
  throw ApplicationFailure.nonRetryable(message, BAD_REQUEST);
}

/** The run that this Workflow Execution is. Throws ModelFolder for an input that is no request. */
export function thisRun(request: RetrainingRequest): Run {
  checkRequest(request);
  const { spec, trigger, startedBy, reason } = request;
  const { firstExecutionRunId: id, workflowId } = workflowInfo();
  return { id, workflowId, model: spec.name, trigger, startedBy, reason };
}
