import { EventEmitter, once } from 'node:events';
import { Listr, ListrLogger, PRESET_TIMER, ProcessOutput, type ListrTask } from 'listr2';

import type { Progress, StepProgress } from '../../pipeline/progress.js';
import { STEPS, type Step } from '../../pipeline/step.js';
import type { Colors } from '../output.js';
import type { ProgressView } from './progress-view.js';

/** The line of a step, as listr2 lets its task change it. */
interface Line {
  title: string;
  skip(message?: string): void;
}

/** Progress on a terminal: the five steps, the running one with a spinner. */
export class ProgressTree implements ProgressView {
  readonly #changes = new EventEmitter();
  readonly #drawing: Promise<unknown>;
  #steps: readonly StepProgress[] = [];
  #hasEnded = false;

  constructor(screen: NodeJS.WriteStream, colors: Colors) {
    const tasks = STEPS.map((step): ListrTask => ({
      title: step,
      task: (_, line) => this.#follow(step, line),
    }));
    const logger = new ListrLogger({ processOutput: new ProcessOutput(screen, screen) });
    this.#drawing = new Listr(tasks, {
      exitOnError: false,
      // Ctrl-C detaches from the run; listr2 would end the process.
      registerSignalListeners: false,
      fallbackRendererCondition: false,
      rendererOptions: {
        logger,
        timer: { ...PRESET_TIMER, condition: (ms: number) => ms > 1000, format: () => colors.dim },
        collapseErrors: false,
        collapseSkips: true,
      },
    }).run();
  }

  update(progress: Progress): void {
    this.#steps = progress.steps;
    this.#changes.emit('change');
  }

  async end(): Promise<void> {
    this.#hasEnded = true;
    this.#changes.emit('change');
    await this.#drawing;
  }

  /** Ends as the step ends. A step that never began, or still runs when we stop looking, is shown as skipped. */
  async #follow(step: Step, line: Line): Promise<void> {
    for (;;) {
      const progress = this.#steps.find((one) => one.step === step);
      if (progress !== undefined) line.title = titleOf(progress);
      if (progress?.state === 'done') return;
      if (progress?.state === 'failed') throw new Error(titleOf(progress));
      if (progress?.state === 'skipped' || this.#hasEnded) {
        line.skip(progress?.state === 'running' ? `${step}: goes on without this terminal` : step);
        return;
      }
      await once(this.#changes, 'change');
    }
  }
}

function titleOf({ step, summary }: StepProgress): string {
  return summary === null ? step : `${step.padEnd(12)} ${summary}`;
}
