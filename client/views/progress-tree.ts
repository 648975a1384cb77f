import { EventEmitter, once } from 'node:events';
import {
  Listr,
  ListrDefaultRendererLogLevels as Level,
  ListrLogger,
  ProcessOutput,
  type ListrTask,
} from 'listr2';

import type { Progress, StepProgress } from '../../pipeline/progress.js';
import { STEPS, type Step } from '../../pipeline/step.js';
import type { Colors } from '../output.js';
import { secondsOf, stepText } from './progress-lines.js';
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
        ...marks(colors),
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
    const seenAt = Date.now();
    for (;;) {
      const progress = this.#steps.find((one) => one.step === step);
      const title = progress === undefined ? step : titleOf(progress, seenAt);
      line.title = title;
      if (progress?.state === 'done') return;
      if (progress?.state === 'failed') throw new Error(title);
      if (progress?.state === 'skipped' || this.#hasEnded) {
        line.skip(progress?.state === 'running' ? `${step}: goes on without this terminal` : title);
        return;
      }
      await once(this.#changes, 'change');
    }
  }
}

function plain(text = ''): string {
  return text;
}

/** The marks of the lines in a pipe; listr2 has others, and colours of its own. */
function marks(colors: Colors) {
  const icon = {
    [Level.COMPLETED]: '✔',
    [Level.FAILED]: '✘',
    [Level.SKIPPED_WITH_COLLAPSE]: '·',
    [Level.SKIPPED_WITHOUT_COLLAPSE]: '·',
  };
  const color = {
    ...Object.fromEntries(Object.values(Level).map((level) => [level, plain])),
    [Level.PENDING]: (text = '') => colors.cyan(text),
    [Level.COMPLETED]: (text = '') => colors.green(text),
    [Level.FAILED]: (text = '') => colors.red(text),
    [Level.SKIPPED_WITH_COLLAPSE]: (text = '') => colors.dim(text),
    [Level.SKIPPED_WITHOUT_COLLAPSE]: (text = '') => colors.dim(text),
  };
  return { icon, color };
}

/** A running step is timed by this machine's clock, from when it was first seen: Temporal's may be another. */
function titleOf(step: StepProgress, seenAt: number): string {
  const seconds = step.state === 'running' ? (Date.now() - seenAt) / 1000 : secondsOf(step);
  return stepText(step, seconds);
}
