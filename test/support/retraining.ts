import type { Client, WorkflowHandleWithFirstExecutionRunId } from '@temporalio/client';

import type { PipelineActivities } from '../../pipeline/activities.js';
import type { RetrainingRequest } from '../../pipeline/retraining-request.js';
import { RETRAIN_MODEL } from '../../pipeline/workflow-ids.js';
import type { retrainModel } from '../../workflows/index.js';
import { withWorkflow } from './workflow-run.js';

/** A run of {@link retrainModel}, by its Workflow. */
export type RetrainingHandle = WorkflowHandleWithFirstExecutionRunId<typeof retrainModel>;

interface Run {
  readonly request: RetrainingRequest;
  readonly activities: PipelineActivities;
  readonly maxCachedWorkflows?: number;
  /** Under this name the history is kept in test/workflows/histories, when RECORD_HISTORIES is set. */
  readonly shape?: string;
}

/** Runs `retrainModel` as {@link withWorkflow} does, under the id of its Task Queue. */
export function withRetraining<Result>(
  { request, ...run }: Run,
  follow: (handle: RetrainingHandle) => Promise<Result>,
): Promise<Result> {
  const start = (client: Client, taskQueue: string) =>
    client.workflow.start<typeof retrainModel>(RETRAIN_MODEL, {
      taskQueue,
      workflowId: taskQueue,
      args: [request],
    });
  return withWorkflow({ ...run, start }, follow);
}
