import { ScheduleNotFoundError } from '@temporalio/client';
import { setTimeout as pause } from 'node:timers/promises';

import { scheduleId } from '../../pipeline/workflow-ids.js';
import type { Temporal } from '../connect.js';
import { CliError, EXIT } from '../exit-codes.js';
import { isPolled } from '../task-queue.js';
import { temporalRefusal } from '../temporal-refusal.js';
import { waitFor } from '../wait-for.js';
import { readSchedule } from './scheduled-model.js';
import { readScheduledRun, type ScheduledRun, type StartedBySchedule } from './scheduled-run.js';

const STARTED_WITHIN_MS = 10_000;
const POLL_INTERVAL_MS = 50;

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
 * Lets the Schedule start a run now, and waits until it is there, or is known to wait for a Worker. Throws CliError when
 * a run of the model is open: of the Schedule's own Temporal would skip it without a word.
 */
export async function triggerSchedule(temporal: Temporal, model: string): Promise<ScheduledRun> {
  const before = await readSchedule(temporal, model);
  if (before === null) throw noSchedule(model);
  if (before.isRunning) throw overlap(model);
  await temporal.client.schedule.getHandle(scheduleId(model)).trigger('SKIP');
  const started = async () => {
    const now = await readSchedule(temporal, model);
    return now !== null && now.timesStarted > before.timesStarted ? now.lastStarted : null;
  };
  const workflow = await waitFor(started, {
    withinMs: STARTED_WITHIN_MS,
    everyMs: POLL_INTERVAL_MS,
    onTimeout: () => overlap(model),
  });
  const run = await whenTaken(temporal, model, workflow);
  if (run.kind === 'skipped') throw skipped(model, run);
  return run;
}

/** Waits until a Worker has taken what the Schedule started; not for long, and not at all where none polls. */
async function whenTaken(
  temporal: Temporal,
  model: string,
  started: StartedBySchedule,
): Promise<ScheduledRun> {
  const deadline = Date.now() + STARTED_WITHIN_MS;
  for (;;) {
    const run = await readScheduledRun(temporal, model, started);
    const goesOn = Date.now() < deadline && (await isPolled(temporal));
    if (run.kind !== 'waiting' || !goesOn) return run;
    await pause(POLL_INTERVAL_MS);
  }
}

function overlap(model: string): CliError {
  const message = `A run that the schedule of ${model} started is open; nothing was started. Follow it: npx ratchet status ${model} --follow`;
  return new CliError(EXIT.SERVICE, message);
}

function skipped(model: string, { reason }: ScheduledRun): CliError {
  const message = `${reason ?? ''} Nothing was started. Follow it: npx ratchet status ${model} --follow`;
  return new CliError(EXIT.SERVICE, message);
}

function noSchedule(model: string, cause?: Error): CliError {
  const message = `${model} has no schedule in Temporal: npx ratchet schedule apply ${model}`;
  return new CliError(EXIT.BAD_INPUT, message, { cause });
}
