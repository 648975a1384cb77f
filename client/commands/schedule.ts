import type { Command } from 'commander';

import { withTemporal, type Temporal } from '../connect.js';
import { EXIT, type ExitCode } from '../exit-codes.js';
import type { Invocation } from '../invocation.js';
import { modelNames } from '../model-folder/find-model-folder.js';
import { ModelFolderError } from '../model-folder/model-problem.js';
import { readModelFolder } from '../model-folder/read-model-folder.js';
import type { Output } from '../output.js';
import { runReference } from '../runs/run-reference.js';
import { applySchedule, type AppliedSchedule } from '../schedules/apply-schedule.js';
import { changeSchedule, triggerSchedule } from '../schedules/change-schedule.js';
import { listSchedules, type ScheduledModel } from '../schedules/scheduled-model.js';
import { noWorkerHint } from '../task-queue.js';
import { scheduleList, type FolderState, type ListedSchedule } from '../views/schedule-list.js';
import { minuteText } from '../views/time-text.js';

/** `ratchet schedule`: makes the `schedule:` of a model file a Temporal Schedule, and looks after it. */
export function addScheduleCommand(program: Command, invocation: Invocation): void {
  const schedule = program
    .command('schedule')
    .description("models' Temporal Schedules: apply, list, pause, resume, trigger, delete");
  addApply(schedule, invocation);
  schedule
    .command('list')
    .description('Schedules with their next times, and which folders have changed since')
    .action((_: object, command: Command) =>
      invocation.run(command, (output, globals) =>
        withTemporal(globals, (temporal) => list(temporal, output)),
      ),
    );
  addTrigger(schedule, invocation);
  for (const change of CHANGES) addChange(schedule, invocation, change);
}

function addApply(schedule: Command, invocation: Invocation): void {
  schedule
    .command('apply')
    .description('create or update the Schedule from the model folder as it stands now')
    .argument('<models...>', 'names or paths')
    .action((models: string[], _: object, command: Command) =>
      invocation.run(command, (output, globals) =>
        withTemporal(globals, (temporal) => apply(temporal, models, output)),
      ),
    );
}

async function apply(
  temporal: Temporal,
  models: readonly string[],
  output: Output,
): Promise<ExitCode> {
  const folders = models.map((model) => readModelFolder(model));
  const applied: AppliedSchedule[] = [];
  for (const folder of folders) applied.push(await applySchedule(temporal, folder));
  output.result({ schedules: applied }, () =>
    applied
      .map(({ model, change, isPaused, nextTimes }) => {
        const [next] = nextTimes.map(minuteText);
        const when = isPaused ? 'paused' : `next at ${next ?? 'no time any more'}`;
        return `${output.colors.green('✔')} ${model}  ${change}, ${when}`;
      })
      .join('\n'),
  );
  return EXIT.OK;
}

async function list(temporal: Temporal, output: Output): Promise<ExitCode> {
  const schedules = await listSchedules(temporal);
  const listed = schedules.map((schedule): ListedSchedule => ({
    ...schedule,
    folder: folderState(schedule),
  }));
  output.result({ schedules: listed }, () => scheduleList(listed, output.colors));
  return EXIT.OK;
}

function folderState({ model, modelDigest, isCurrent }: ScheduledModel): FolderState {
  if (!modelNames().includes(model)) return 'not here';
  try {
    const isSame = readModelFolder(model).digest === modelDigest;
    if (isSame && !isCurrent) return 'by an earlier Ratchet';
    return isSame ? 'as scheduled' : 'changed since';
  } catch (error) {
    if (error instanceof ModelFolderError) return 'not valid';
    throw error;
  }
}

type ChangeKind = Parameters<typeof changeSchedule>[2]['kind'];

interface Change {
  readonly kind: ChangeKind;
  readonly description: string;
  readonly done: (model: string) => string;
}

const CHANGES: readonly Change[] = [
  {
    kind: 'pause',
    description: 'start no more runs until resumed',
    done: (model) => `${model} is paused. Go on: npx ratchet schedule resume ${model}`,
  },
  {
    kind: 'resume',
    description: 'start runs again at their times',
    done: (model) => `${model} is scheduled again.`,
  },
  {
    kind: 'delete',
    description: 'remove the Schedule; runs and models stay',
    done: (model) => `The schedule of ${model} is deleted.`,
  },
];

function addChange(schedule: Command, invocation: Invocation, change: Change): void {
  const command = schedule.command(change.kind).description(change.description);
  // Of a Schedule that is deleted nothing is left that could carry it.
  if (change.kind !== 'delete')
    command.option('--note <text>', 'why, for the Web UI beside the Schedule');
  command
    .argument('<model>', 'name of the model')
    .action((model: string, { note }: { readonly note?: string }, command: Command) =>
      invocation.run(command, (output, globals) =>
        withTemporal(globals, (temporal) => makeChange(temporal, model, change, note, output)),
      ),
    );
}

async function makeChange(
  temporal: Temporal,
  model: string,
  { kind, done }: Change,
  note: string | undefined,
  output: Output,
): Promise<ExitCode> {
  const by = `by ${temporal.startedBy}`;
  await changeSchedule(temporal, model, {
    kind,
    note: note === undefined ? by : `${note} (${by})`,
  });
  output.result({ model, done: kind }, () => done(model));
  return EXIT.OK;
}

function addTrigger(schedule: Command, invocation: Invocation): void {
  schedule
    .command('trigger')
    .description('start a run now, as the Schedule would, unless one of its runs is open')
    .argument('<model>', 'name of the model')
    .action((model: string, _: object, command: Command) =>
      invocation.run(command, (output, globals) =>
        withTemporal(globals, (temporal) => trigger(temporal, model, output)),
      ),
    );
}

async function trigger(temporal: Temporal, model: string, output: Output): Promise<ExitCode> {
  const { kind, ...ids } = await triggerSchedule(temporal, model);
  const run = runReference(temporal, { model, ...ids });
  const place = run.url ?? run.runId;
  if (kind === 'waiting') {
    output.note(`The run of ${model} starts once a Worker takes it: ${place}`);
    output.warn(noWorkerHint(temporal));
  } else output.note(`Run of ${model} started: ${place}`);
  output.result(
    { ...run, isStarted: kind !== 'waiting' },
    () => `Follow it: npx ratchet status ${model} --follow`,
  );
  return EXIT.OK;
}
