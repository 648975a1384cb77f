import { ScheduleAlreadyRunning, ScheduleNotFoundError } from '@temporalio/client';

import type { Temporal } from '../connect.js';
import { CliError, EXIT } from '../exit-codes.js';
import type { ModelFolder } from '../model-folder/read-model-folder.js';
import { temporalRefusal } from '../temporal-refusal.js';
import { readSchedule, type ScheduledModel } from './scheduled-model.js';
import { scheduleOptions } from './schedule-options.js';

export interface AppliedSchedule extends ScheduledModel {
  readonly change: 'created' | 'updated' | 'unchanged';
}

/**
 * Makes the Schedule of a model what its folder says; whether it is paused stays as it is.
 * Throws CliError for a folder without `schedule:`, and when Temporal refuses.
 */
export async function applySchedule(
  temporal: Temporal,
  folder: ModelFolder,
): Promise<AppliedSchedule> {
  const { schedule, name } = folder.spec;
  if (schedule === undefined) {
    const advice = 'Add one, for example schedule: { cron: 0 6 * * MON, timezone: Europe/Berlin }';
    throw new CliError(EXIT.BAD_INPUT, `${folder.shown}/model.yaml has no schedule. ${advice}`);
  }
  const options = scheduleOptions(temporal, folder, schedule);
  try {
    const before = await readSchedule(temporal, name);
    if (before === null) await create(temporal, options);
    else await update(temporal, options);
    const after = await readSchedule(temporal, name);
    if (after === null) throw new ScheduleNotFoundError('deleted meanwhile', options.scheduleId);
    const change = before === null ? 'created' : isSame(before, after) ? 'unchanged' : 'updated';
    return { ...after, change };
  } catch (error) {
    throw temporalRefusal(error, `apply the schedule of ${name}`, temporal);
  }
}

type Options = ReturnType<typeof scheduleOptions>;

async function create(temporal: Temporal, options: Options): Promise<void> {
  try {
    await temporal.client.schedule.create(options);
  } catch (error) {
    if (!(error instanceof ScheduleAlreadyRunning)) throw error;
    await update(temporal, options);
  }
}

async function update(temporal: Temporal, options: Options): Promise<void> {
  const handle = temporal.client.schedule.getHandle(options.scheduleId);
  await handle.update(({ state }) => ({ ...options, state }));
}

function isSame(before: ScheduledModel, after: ScheduledModel): boolean {
  return (
    before.modelDigest === after.modelDigest &&
    before.taskQueue === after.taskQueue &&
    before.isCurrent === after.isCurrent
  );
}
