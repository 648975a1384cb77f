import { ScheduleNotFoundError } from '@temporalio/client';

import { scheduleId } from '../../pipeline/workflow-ids.js';
import type { Temporal } from '../connect.js';
import { CliError, EXIT } from '../exit-codes.js';
import { temporalRefusal } from '../temporal-refusal.js';
import { waitFor } from '../wait-for.js';
import { readSchedule, type ScheduledRun } from './scheduled-model.js';

const STARTED_WITHIN_MS = 10_000;

/** What is done to a Schedule that is there. Throws CliError when the model has none, and when Temporal refuses. */
export async function changeSchedule(
  temporal: Temporal,
  model: string,
  change: {
    readonly kind: 'pause' | 'resume' | 'delete';
    /** Why, as the Web UI shows it beside a paused Schedule. */
    readonly note: string;
  },
): Promise<void> {
  const handle = temporal.client.schedule.getHandle(scheduleId(model));
  try {
    switch (change.kind) {
      case 'pause':
        return await handle.pause(change.note);
      case 'resume':
        return await handle.unpause(change.note);
      case 'delete':
        return await handle.delete();
    }
  } catch (error) {
    if (error instanceof ScheduleNotFoundError) throw noSchedule(model, error);
    throw temporalRefusal(error, `${change.kind} the schedule of ${model}`, temporal);
  }
}

/**
 * Starts a run now, as the Schedule would, and waits until it is there. Throws CliError when one of its runs is open,
 * which Temporal would skip without a word.
 */
export async function triggerSchedule(temporal: Temporal, model: string): Promise<ScheduledRun> {
  const before = await readSchedule(temporal, model);
  if (before === null) throw noSchedule(model);
  if (before.isRunning) throw overlap(model);
  await temporal.client.schedule.getHandle(scheduleId(model)).trigger('SKIP');
  const started = async () => {
    const now = await readSchedule(temporal, model);
    return now !== null && now.runsStarted > before.runsStarted ? now.lastRun : null;
  };
  return waitFor(started, {
    withinMs: STARTED_WITHIN_MS,
    everyMs: 50,
    onTimeout: () => overlap(model),
  });
}

function overlap(model: string): CliError {
  const message = `A run that the schedule of ${model} started is open; nothing was started. Follow it: npx ratchet status ${model} --follow`;
  return new CliError(EXIT.SERVICE, message);
}

function noSchedule(model: string, cause?: Error): CliError {
  const message = `${model} has no schedule in Temporal: npx ratchet schedule apply ${model}`;
  return new CliError(EXIT.BAD_INPUT, message, { cause });
}
