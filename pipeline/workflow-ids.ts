/** The Task Queue that every Ratchet Worker polls unless told otherwise. */
export const TASK_QUEUE = 'ratchet';

/** The Workflow Types as they appear in the Web UI. */
export const RETRAIN_MODEL = 'retrainModel';
export const RETRAIN_ON_SCHEDULE = 'retrainOnSchedule';
export const ROLL_BACK_MODEL = 'rollBackModel';
export const MAINTAIN_MODELS = 'maintainModels';
export const PLAN_MODEL = 'planModel';
export const READ_LEDGER = 'readLedger';

/** One Workflow Id a model, whoever starts the run: Temporal then refuses a second retraining while one is open. */
export function retrainingWorkflowId(model: string): string {
  return `retrain-${model}`;
}

/** One Workflow Id a model: Temporal then refuses a second rollback while one is open. */
export function rollbackWorkflowId(model: string): string {
  return `rollback-${model}`;
}

/** The Schedule of a model, and the Workflows that it starts: Temporal appends the time to their ids. */
export function scheduleId(model: string): string {
  return `schedule-${model}`;
}

/** The Schedule of maintenance, one for all models that the Workers of a Task Queue look after. */
export function maintenanceScheduleId(taskQueue: string): string {
  return `${taskQueue}-maintenance`;
}

/** The Workflow Id of a maintenance that a person starts; the Schedule appends the time to it. */
export function maintenanceWorkflowId(taskQueue: string): string {
  return `maintain-${taskQueue}`;
}
