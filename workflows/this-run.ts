import { workflowInfo } from '@temporalio/workflow';

import type { RetrainingRequest } from '../pipeline/retraining-request.js';
import type { Run } from '../pipeline/run.js';

/** The run that this Workflow Execution is. */
export function thisRun({ spec, trigger, startedBy, reason }: RetrainingRequest): Run {
  const { firstExecutionRunId: id, workflowId } = workflowInfo();
  return { id, workflowId, model: spec.name, trigger, startedBy, reason };
}
