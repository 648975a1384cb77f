import { ScheduleNotFoundError, type ScheduleDescription } from '@temporalio/client';

import { SEARCH_ATTRIBUTES } from '../../pipeline/search-attributes.js';
import { RETRAIN_MODEL, scheduleId } from '../../pipeline/workflow-ids.js';
import type { Temporal } from '../connect.js';
import { temporalRefusal } from '../temporal-refusal.js';

const UPCOMING_SHOWN = 3;

/** A run that a Schedule started; `at` is ISO 8601 in UTC. */
export interface ScheduledRun {
  readonly workflowId: string;
  readonly runId: string;
  readonly at: string;
}

/** The Schedule of a model as Temporal has it. */
export interface ScheduledModel {
  readonly model: string;
  readonly scheduleId: string;
  readonly taskQueue: string;
  readonly isPaused: boolean;
  readonly note: string | null;
  /** The next times, ISO 8601 in UTC; empty while paused. */
  readonly nextTimes: readonly string[];
  readonly lastRun: ScheduledRun | null;
  readonly isRunning: boolean;
  /** Runs that it has started since it was made. */
  readonly runsStarted: number;
  /** The digest of the folder that was applied. */
  readonly modelDigest: string | null;
}

/** Reads the Schedule of a model; null when it has none. */
export async function readSchedule(
  temporal: Temporal,
  model: string,
): Promise<ScheduledModel | null> {
  try {
    return summary(await temporal.client.schedule.getHandle(scheduleId(model)).describe(), model);
  } catch (error) {
    if (error instanceof ScheduleNotFoundError) return null;
    throw temporalRefusal(error, `read the schedule of ${model}`, temporal);
  }
}

/** Every Schedule that retrains a model, in the order of the models' names. */
export async function listSchedules(temporal: Temporal): Promise<ScheduledModel[]> {
  const models: string[] = [];
  try {
    for await (const { action, typedSearchAttributes } of temporal.client.schedule.list()) {
      const model = typedSearchAttributes?.get(SEARCH_ATTRIBUTES.model);
      if (action?.workflowType === RETRAIN_MODEL && model !== undefined) models.push(model);
    }
  } catch (error) {
    throw temporalRefusal(error, 'list schedules', temporal);
  }
  const found = await Promise.all(models.sort().map((model) => readSchedule(temporal, model)));
  return found.filter((schedule) => schedule !== null);
}

function summary(description: ScheduleDescription, model: string): ScheduledModel {
  const { action, state, info } = description;
  const last = info.recentActions.at(-1);
  const digest = action.memo?.['modelDigest'];
  return {
    model,
    scheduleId: description.scheduleId,
    taskQueue: action.taskQueue,
    isPaused: state.paused,
    note: state.note ?? null,
    nextTimes: state.paused
      ? []
      : info.nextActionTimes.slice(0, UPCOMING_SHOWN).map((time) => time.toISOString()),
    lastRun:
      last === undefined
        ? null
        : {
            workflowId: last.action.workflow.workflowId,
            runId: last.action.workflow.firstExecutionRunId,
            at: last.takenAt.toISOString(),
          },
    isRunning: info.runningActions.length > 0,
    runsStarted: info.numActionsTaken,
    modelDigest: typeof digest === 'string' ? digest : null,
  };
}
