import type { Temporal } from '../client/connect.js';
import { CliError } from '../client/exit-codes.js';
import { readModelFolder } from '../client/model-folder/read-model-folder.js';
import type { Output } from '../client/output.js';
import { followRun } from '../client/runs/follow-run.js';
import { exitCodeOf, type RunReport } from '../client/runs/run-report.js';
import { startRun } from '../client/runs/start-run.js';
import { openProgressView } from '../client/views/open-progress-view.js';
import { endView } from '../client/views/run-view.js';
import type { RetrainingOutcome } from '../pipeline/outcome.js';
import { isRollback } from '../pipeline/rollback.js';

export interface Scene {
  readonly temporal: Temporal;
  readonly output: Output;
  /** Aborted when the demo is to end. */
  readonly signal: AbortSignal;
}

/** Does what `ratchet run MODEL --follow` does. Throws CliError when the run fails, and the signal's reason. */
export async function retrain(
  { temporal, output, signal }: Scene,
  model: string,
  reason: string,
): Promise<RetrainingOutcome> {
  signal.throwIfAborted();
  const folder = readModelFolder(model);
  const run = await startRun(temporal, folder, { reason, force: false });
  output.note(`  ${output.colors.dim(run.url ?? run.runId)}`);
  const view = openProgressView(output);
  const report = await followRun(temporal, run, {
    onProgress: (progress) => {
      if (progress !== null) view.update(progress);
    },
    signal,
  });
  await view.end();
  signal.throwIfAborted();
  return outcomeOf(report, output);
}

function outcomeOf(report: RunReport | null, output: Output): RetrainingOutcome {
  if (report === null) throw new Error('nobody detaches from a run of the demo');
  if (report.outcome === null)
    throw new CliError(exitCodeOf(report), endView(report, output.colors));
  output.result(report, () => `\n${endView(report, output.colors)}`);
  if (isRollback(report.outcome)) throw new Error('the demo rolls nothing back');
  return report.outcome;
}
