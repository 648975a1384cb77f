import { setTimeout as pause } from 'node:timers/promises';

import { WorkflowNotFoundError } from '@temporalio/client';

import { CliError } from '../../client/exit-codes.js';
import { readModelFolder } from '../../client/model-folder/read-model-folder.js';
import { startRollback } from '../../client/runs/start-rollback.js';
import { startRun } from '../../client/runs/start-run.js';
import { applySchedule } from '../../client/schedules/apply-schedule.js';
import { triggerSchedule } from '../../client/schedules/change-schedule.js';
import { retrainingWorkflowId } from '../../pipeline/workflow-ids.js';
import { patiently } from './patiently.js';
import type { PlannedModel, ScriptStep, Start } from './plan.js';
import type { SeedPlace } from './seed-place.js';

const ASKED_EVERY_MS = 150;

/** Applies the Schedule of a model and makes its starts, one after the other. */
export async function playScript(place: SeedPlace, model: PlannedModel): Promise<void> {
  const folder = readModelFolder(place.models.write(model, 0));
  await patiently(() => applySchedule(place.temporal, folder));
  for (const step of model.script) await playStep(place, model, step);
}

async function playStep(
  place: SeedPlace,
  model: PlannedModel,
  { start, follow }: ScriptStep,
): Promise<void> {
  try {
    const workflowId = await patiently(() => begin(place, model, start));
    place.journal.note(`${model.name}: ${startText(start)} started`);
    if (follow) await untilClosed(place, [workflowId, retrainingWorkflowId(model.name)]);
  } catch (error) {
    // Something of the model is open already, as people find out too.
    if (!(error instanceof CliError)) throw error;
    place.journal.note(
      `${model.name}: ${startText(start)} refused: ${error.message.split('\n')[0]}`,
    );
  }
}

/** Gives the id of the Workflow that was started. */
async function begin(place: SeedPlace, model: PlannedModel, start: Start): Promise<string> {
  if (start.kind === 'run') return beginRun(place, model, start);
  const { temporal } = place;
  const { workflowId } = await (start.kind === 'trigger'
    ? triggerSchedule(temporal, model.name)
    : startRollback(temporal, { model: model.name, toVersion: null, reason: 'chaos' }));
  return workflowId;
}

async function beginRun(
  { temporal, models }: SeedPlace,
  model: PlannedModel,
  { variant, force }: Extract<Start, { kind: 'run' }>,
): Promise<string> {
  const folder = readModelFolder(models.write(model, variant));
  const { workflowId } = await startRun(temporal, folder, { reason: 'chaos', force });
  return workflowId;
}

export function startText(start: Start): string {
  if (start.kind !== 'run') return start.kind;
  return `run of variant ${start.variant}${start.force ? ' by force' : ''}`;
}

/** Waits until none of these Workflows is open. */
async function untilClosed(place: SeedPlace, ids: readonly string[]): Promise<void> {
  for (const id of ids) while (await isOpen(place, id)) await pause(ASKED_EVERY_MS);
}

async function isOpen({ temporal }: SeedPlace, workflowId: string): Promise<boolean> {
  try {
    const handle = temporal.client.workflow.getHandle(workflowId);
    const { status } = await patiently(() => handle.describe());
    return status.name === 'RUNNING';
  } catch (error) {
    if (error instanceof WorkflowNotFoundError) return false;
    throw error;
  }
}
