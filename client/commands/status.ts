import type { Command } from 'commander';

import { withTemporal, type Temporal } from '../connect.js';
import { EXIT, type ExitCode } from '../exit-codes.js';
import type { Invocation } from '../invocation.js';
import { modelNames } from '../model-folder/find-model-folder.js';
import type { Output } from '../output.js';
import { findRun, lastRuns } from '../runs/find-runs.js';
import { followToEnd } from '../runs/follow-to-end.js';
import { readRun } from '../runs/run-report.js';
import { isPolled, noWorkerHint } from '../task-queue.js';
import { runList } from '../views/run-list.js';
import { runView } from '../views/run-view.js';

interface StatusOptions {
  readonly follow?: true;
}

/** `ratchet status`: the last run of every model, or one run in full. */
export function addStatusCommand(program: Command, invocation: Invocation): void {
  program
    .command('status')
    .description('the last run of every model, or all about one run')
    .argument('[model|run]', 'a model (its last run), a run id or a Workflow Id')
    .option('-f, --follow', 'stay until the run ends; Ctrl-C detaches')
    .action((reference: string | undefined, options: StatusOptions, command: Command) =>
      invocation.run(command, (output, globals) =>
        withTemporal(globals, (temporal) =>
          reference === undefined
            ? listAll(temporal, output)
            : showOne(temporal, reference, options, output),
        ),
      ),
    );
}

async function listAll(temporal: Temporal, output: Output): Promise<ExitCode> {
  const runs = await lastRuns(temporal);
  const neverRun = modelNames().filter((name) => runs.every(({ model }) => model !== name));
  output.result({ runs, neverRun }, () => runList(runs, neverRun, output.colors));
  return EXIT.OK;
}

async function showOne(
  temporal: Temporal,
  reference: string,
  { follow }: StatusOptions,
  output: Output,
): Promise<ExitCode> {
  const found = await findRun(temporal, reference);
  if (follow && found.status === 'RUNNING') return followToEnd(temporal, found, output);
  const run = await readRun(temporal, found);
  output.result(run, () => runView(run, output.colors));
  if (run.progress === null && !(await isPolled(temporal))) output.warn(noWorkerHint(temporal));
  return EXIT.OK;
}
