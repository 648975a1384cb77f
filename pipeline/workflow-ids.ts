/** The Task Queue that every Ratchet Worker polls unless told otherwise. */
export const TASK_QUEUE = 'ratchet';

/** The Workflow Type as it appears in the Web UI. */
export const RETRAIN_MODEL = 'retrainModel';

/** One Workflow Id a model: Temporal then refuses a second manual run while one is open. */
export function retrainingWorkflowId(model: string): string {
  return `retrain-${model}`;
}

/** The Schedule of a model; Temporal appends the fire time to the ids of the runs it starts. */
export function scheduleId(model: string): string {
  return `schedule-${model}`;
}
