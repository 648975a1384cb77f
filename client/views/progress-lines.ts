import type { Progress, StepProgress, StepState } from '../../pipeline/progress.js';
import type { Step } from '../../pipeline/step.js';
import type { Colors, Output } from '../output.js';
import type { ProgressView } from './progress-view.js';

/** A step in one line: mark, name, time, what came of it. */
export function progressLine(step: StepProgress, colors: Colors): string {
  return `${mark(step.state, colors)} ${stepText(step, secondsOf(step))}`;
}

/** A step without its mark; `seconds` that it took, or takes so far. */
export function stepText({ step, state, summary }: StepProgress, seconds: number | null): string {
  const time = seconds === null ? '' : `${seconds.toFixed(1)} s`;
  return `${step.padEnd(12)} ${time.padStart(8)}  ${summary ?? state}`.trimEnd();
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

/** How long a step, or the training of a candidate, took; null before its end. */
export function secondsOf({
  startedAt,
  endedAt,
}: Pick<StepProgress, 'startedAt' | 'endedAt'>): number | null {
  return startedAt === null || endedAt === null
    ? null
    : (Date.parse(endedAt) - Date.parse(startedAt)) / 1000;
}

/** A step that takes longer is announced while it runs. */
const LONG_STEP_MS = 5_000;

/** Progress in a pipe: one line as a step ends, and one for a step that takes long. */
export class ProgressLines implements ProgressView {
  readonly #output: Output;
  readonly #told = new Map<Step, StepState>();
  readonly #seenAt = new Map<Step, number>();

  constructor(output: Output) {
    this.#output = output;
  }

  update(progress: Progress): void {
    for (const step of progress.steps) {
      if (!this.#isNews(step)) continue;
      this.#told.set(step.step, step.state);
      this.#output.note(progressLine(step, this.#output.colors));
    }
  }

  end(): Promise<void> {
    return Promise.resolve();
  }

  #isNews({ step, state }: StepProgress): boolean {
    if (state === 'waiting' || this.#told.get(step) === state) return false;
    const seenAt = this.#seenAt.get(step) ?? Date.now();
    this.#seenAt.set(step, seenAt);
    return state !== 'running' || Date.now() - seenAt > LONG_STEP_MS;
  }
}
