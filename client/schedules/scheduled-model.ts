import { ScheduleNotFoundError, type ScheduleDescription } from '@temporalio/client';

import { SEARCH_ATTRIBUTES } from '../../pipeline/search-attributes.js';
import { RETRAIN_MODEL, RETRAIN_ON_SCHEDULE, scheduleId } from '../../pipeline/workflow-ids.js';
import type { Temporal } from '../connect.js';
import { temporalRefusal } from '../temporal-refusal.js';
import { readScheduledRun, type ScheduledRun, type StartedBySchedule } from './scheduled-run.js';

const UPCOMING_SHOWN = 3;

/** Workflow Types that retrain a model by its Schedule; those of earlier versions of Ratchet start the run itself. */
const SCHEDULED_TYPES: readonly (string | undefined)[] = [RETRAIN_ON_SCHEDULE, RETRAIN_MODEL];

/** The Schedule of a model as Temporal has it. */
export interface ScheduledModel {
  readonly model: string;
  readonly scheduleId: string;
  readonly taskQueue: string;
  readonly isPaused: boolean;
  readonly note: string | null;
  /** The next times, ISO 8601 in UTC; empty while paused. */
  readonly nextTimes: readonly string[];
  /** What came of its last time; `at` is ISO 8601 in UTC. */
  readonly lastRun: (ScheduledRun & { readonly at: string }) | null;
  readonly isRunning: boolean;
  /** Workflows that it has started since it was made, and the last of them. */
  readonly timesStarted: number;
  readonly lastStarted: StartedBySchedule | null;
  /** False when an earlier version of Ratchet made it: its runs then do not exclude those that a person starts. */
  readonly isCurrent: boolean;
  /** The digest of the folder that was applied. */
  readonly modelDigest: string | null;
}

/** Reads the Schedule of a model; null when it has none. */
export async function readSchedule(
  temporal: Temporal,
  model: string,
): Promise<ScheduledModel | null> {
  try {
    const handle = temporal.client.schedule.getHandle(scheduleId(model));
    return await summary(temporal, await handle.describe(), model);
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
      if (SCHEDULED_TYPES.includes(action?.workflowType) && model !== undefined) {
        models.push(model);
      }
    }
  } catch (error) {
    throw temporalRefusal(error, 'list schedules', temporal);
  }
  const found = await Promise.all(models.sort().map((model) => readSchedule(temporal, model)));
  return found.filter((schedule) => schedule !== null);
}

async function summary(
  temporal: Temporal,
  description: ScheduleDescription,
  model: string,
): Promise<ScheduledModel> {
  const { action, state, info } = description;
  const last = info.recentActions.at(-1);
  const lastStarted = last === undefined ? null : startedBy(last);
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
      last === undefined || lastStarted === null
        ? null
        : {
            ...(await readScheduledRun(temporal, model, lastStarted)),
            at: last.takenAt.toISOString(),
          },
    isRunning: info.runningActions.length > 0,
    timesStarted: info.numActionsTaken,
    lastStarted,
    isCurrent: action.workflowType === RETRAIN_ON_SCHEDULE,
    modelDigest: typeof digest === 'string' ? digest : null,
  };
}

type RecentAction = ScheduleDescription['info']['recentActions'][number];

function startedBy({ action: { workflow } }: RecentAction): StartedBySchedule {
  return { workflowId: workflow.workflowId, runId: workflow.firstExecutionRunId };
}
