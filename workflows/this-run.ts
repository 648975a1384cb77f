import { ApplicationFailure, workflowInfo } from '@temporalio/workflow';

import type { FailureType } from '../pipeline/failure-types.js';
import { requestProblem, type RetrainingRequest } from '../pipeline/retraining-request.js';
import type { Run } from '../pipeline/run.js';

const BAD_REQUEST: FailureType = 'ModelFolder';

/**
 * The run that this Workflow Execution is. Throws ModelFolder for an input that is no request: whoever may start
 * Workflows can send anything, and what the Workflow stumbles over would be tried again for ever.
 */
export function thisRun(request: RetrainingRequest): Run {
  const problem = requestProblem(request);
  if (problem !== null) {
    const message = `This is no request to retrain a model; start runs by the Client. ${problem}`;
    throw ApplicationFailure.nonRetryable(message, BAD_REQUEST);
  }
  const { spec, trigger, startedBy, reason } = request;
  const { firstExecutionRunId: id, workflowId } = workflowInfo();
  return { id, workflowId, model: spec.name, trigger, startedBy, reason };
}
