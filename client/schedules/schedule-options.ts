import type { ScheduleOptions } from '@temporalio/client';

import { durationMs } from '../../pipeline/duration.js';
import type { ScheduleSpec } from '../../pipeline/model-spec.js';
import { RETRAIN_ON_SCHEDULE, scheduleId } from '../../pipeline/workflow-ids.js';
import type { Temporal } from '../connect.js';
import type { ModelFolder } from '../model-folder/read-model-folder.js';
import { retrainingRequest } from '../runs/retraining-request.js';
import { runMetadata } from '../runs/run-metadata.js';
import { startAttributes } from '../search-attributes.js';

/** The Temporal Schedule of a model folder. */
export function scheduleOptions(
  { startedBy, taskQueue }: Pick<Temporal, 'startedBy' | 'taskQueue'>,
  folder: ModelFolder,
  schedule: ScheduleSpec,
): ScheduleOptions {
  const request = retrainingRequest(folder, {
    trigger: 'schedule',
    startedBy,
    reason: null,
    force: false,
  });
  const model = folder.spec.name;
  return {
    scheduleId: scheduleId(model),
    spec: timing(schedule),
    policies: {
      // A run that takes longer than the interval is followed by the next time, not by a second run beside it.
      overlap: 'SKIP',
      // Temporal's documentation gives two defaults, a minute and a year; the model file decides instead.
      catchupWindow: durationMs(schedule.catchUpWindow),
      pauseOnFailure: true,
    },
    typedSearchAttributes: startAttributes(model, 'schedule'),
    action: {
      type: 'startWorkflow',
      workflowType: RETRAIN_ON_SCHEDULE,
      workflowId: scheduleId(model),
      taskQueue,
      args: [request],
      ...runMetadata(folder, request),
    },
  };
}

function timing(schedule: ScheduleSpec): ScheduleOptions['spec'] {
  return 'cron' in schedule
    ? { cronExpressions: [schedule.cron], timezone: schedule.timezone }
    : { intervals: [{ every: durationMs(schedule.every) }] };
}
