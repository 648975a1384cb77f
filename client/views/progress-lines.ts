import type { Progress, StepProgress, StepState } from '../../pipeline/progress.js';
import type { Step } from '../../pipeline/step.js';
import type { Colors, Output } from '../output.js';
import type { ProgressView } from './progress-view.js';

/** A step in one line: mark, name, time, what came of it. */
export function progressLine(step: StepProgress, colors: Colors): string {
  const seconds = secondsOf(step);
  const time = seconds === null ? '' : `${seconds.toFixed(1)} s`;
  return `${mark(step.state, colors)} ${step.step.padEnd(12)} ${time.padStart(8)}  ${step.summary ?? step.state}`.trimEnd();
}

function mark(state: StepState, colors: Colors): string {
  const marks = {
    done: colors.green('✔'),
    failed: colors.red('✘'),
    running: colors.cyan('…'),
    skipped: colors.dim('·'),
    waiting: colors.dim('·'),
  } satisfies Record<StepState, string>;
  return marks[state];
}

function secondsOf({ startedAt, endedAt }: StepProgress): number | null {
  return startedAt === null || endedAt === null
    ? null
    : (Date.parse(endedAt) - Date.parse(startedAt)) / 1000;
}

/** Progress in a pipe: one line whenever a step has begun or ended. */
export class ProgressLines implements ProgressView {
  readonly #output: Output;
  readonly #told = new Map<Step, StepState>();

  constructor(output: Output) {
    this.#output = output;
  }

  update(progress: Progress): void {
    for (const step of progress.steps) {
      if (step.state === 'waiting' || this.#told.get(step.step) === step.state) continue;
      this.#told.set(step.step, step.state);
      this.#output.note(progressLine(step, this.#output.colors));
    }
  }

  end(): Promise<void> {
    return Promise.resolve();
  }
}
