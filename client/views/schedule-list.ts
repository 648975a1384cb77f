import type { Colors } from '../output.js';
import type { ScheduledModel } from '../schedules/scheduled-model.js';
import { plainTable } from './table.js';
import { minuteText } from './time-text.js';

/** Whether the model folder here is the one that was scheduled. */
export type FolderState =
  'as scheduled' | 'changed since' | 'by an earlier Ratchet' | 'not valid' | 'not here';

export interface ListedSchedule extends ScheduledModel {
  readonly folder: FolderState;
}

const BEHIND: readonly FolderState[] = ['changed since', 'by an earlier Ratchet'];

const HEAD = ['model', 'next times', 'last run', 'folder'] as const;

/** One line a Schedule, and what to do about those that are behind their folder. */
export function scheduleList(schedules: readonly ListedSchedule[], colors: Colors): string {
  if (schedules.length === 0) return 'No model is scheduled: npx ratchet schedule apply MODEL';
  const table = plainTable(
    HEAD.map((name) => colors.dim(name)),
    schedules.map((schedule) => cells(schedule, colors)),
  );
  const behind = schedules.filter(({ folder }) => BEHIND.includes(folder));
  const models = behind.map(({ model }) => model).join(' ');
  return behind.length === 0
    ? table
    : `${table}\n\nTo schedule the folders as they are: npx ratchet schedule apply ${models}`;
}

function cells(schedule: ListedSchedule, colors: Colors): string[] {
  const { model, isPaused, note, nextTimes, lastRun, folder } = schedule;
  const next = isPaused
    ? colors.yellow(`paused${note ? `: ${note}` : ''}`)
    : nextTimes.map(minuteText).join(', ');
  return [
    model,
    next,
    lastRunText(lastRun, colors),
    folder === 'as scheduled' ? folder : colors.yellow(folder),
  ];
}

function lastRunText(lastRun: ListedSchedule['lastRun'], colors: Colors): string {
  if (lastRun === null) return 'never';
  const time = minuteText(lastRun.at);
  return lastRun.kind === 'skipped' ? `${time} ${colors.yellow('skipped')}` : time;
}
