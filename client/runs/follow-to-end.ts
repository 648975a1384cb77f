import type { Temporal } from '../connect.js';
import { EXIT, type ExitCode } from '../exit-codes.js';
import type { Output } from '../output.js';
import { isPolled, noWorkerHint } from '../task-queue.js';
import { openProgressView } from '../views/open-progress-view.js';
import { endView } from '../views/run-view.js';
import { followRun } from './follow-run.js';
import type { RunReference } from './run-reference.js';
import { exitCodeOf, type RunReport } from './run-report.js';

/**
 * Shows a run until it ends and then how it ended, with the lines of `notesOf` below; Ctrl-C leaves it going and says how
 * to come back.
 */
export async function followToEnd(
  temporal: Temporal,
  run: RunReference,
  output: Output,
  notesOf: (report: RunReport) => Promise<readonly string[]> = noNotes,
): Promise<ExitCode> {
  const view = openProgressView(output);
  const hint = new NoAnswerHint(temporal, output);
  const detached = new AbortController();
  const stopListening = output.terminal.onInterrupt(() => detached.abort());
  const report = await followRun(temporal, run, {
    signal: detached.signal,
    onProgress: (progress) => (progress === null ? hint.show() : view.update(progress)),
  }).finally(stopListening);
  await view.end();
  if (report === null) {
    const resume = `The run goes on. Follow it again: npx ratchet status ${run.model} --follow`;
    output.note(resume);
    output.result({ ...run, detached: true }, () => '');
    return EXIT.DETACHED;
  }
  const notes = await notesOf(report);
  output.result(notes.length === 0 ? report : { ...report, notes }, () =>
    [endView(report, output.colors), ...notes.map((note) => `  ${note}`)].join('\n'),
  );
  return exitCodeOf(report);
}

function noNotes(): Promise<readonly string[]> {
  return Promise.resolve([]);
}

/** Says once that nobody answers for the run, when no Worker is there. */
class NoAnswerHint {
  readonly #temporal: Temporal;
  readonly #output: Output;
  #isShown = false;

  constructor(temporal: Temporal, output: Output) {
    this.#temporal = temporal;
    this.#output = output;
  }

  async show(): Promise<void> {
    if (this.#isShown || (await isPolled(this.#temporal))) return;
    this.#isShown = true;
    this.#output.warn(noWorkerHint(this.#temporal));
  }
}
