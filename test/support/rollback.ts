import type { Client, WorkflowHandleWithFirstExecutionRunId } from '@temporalio/client';

import type { PipelineActivities, RollbackActivities } from '../../pipeline/activities.js';
import type { RollbackRequest } from '../../pipeline/rollback.js';
import { ROLL_BACK_MODEL } from '../../pipeline/workflow-ids.js';
import type { rollBackModel } from '../../workflows/index.js';
import { withWorkflow } from './workflow-run.js';

export type RollbackHandle = WorkflowHandleWithFirstExecutionRunId<typeof rollBackModel>;

/** A request to roll telco-churn back, but for `changes`. */
export function rollbackRequest(changes: Partial<RollbackRequest> = {}): RollbackRequest {
  return {
    model: 'telco-churn',
    toVersion: null,
    startedBy: 'ada',
    reason: 'version 3 is slow',
    ...changes,
  };
}

interface Rollback {
  readonly request: RollbackRequest;
  readonly activities: RollbackActivities & Pick<PipelineActivities, 'recordOutcome'>;
  /** Done between the start and the first Workflow Task. */
  readonly beforeWorker?: (handle: RollbackHandle) => Promise<void>;
  /** Under this name the history is kept in test/workflows/histories, when RECORD_HISTORIES is set. */
  readonly shape?: string;
}

/** Runs `rollBackModel` as {@link withWorkflow} does, under the id of its Task Queue. */
export function withRollback<Result>(
  { request, beforeWorker, ...run }: Rollback,
  follow: (handle: RollbackHandle) => Promise<Result>,
): Promise<Result> {
  const start = async (client: Client, taskQueue: string): Promise<RollbackHandle> => {
    const handle = await client.workflow.start<typeof rollBackModel>(ROLL_BACK_MODEL, {
      taskQueue,
      workflowId: taskQueue,
      args: [request],
    });
    await beforeWorker?.(handle);
    return handle;
  };
  return withWorkflow({ ...run, start }, follow);
}
