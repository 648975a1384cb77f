import type { Command } from 'commander';

import { withTemporal, type Temporal } from '../connect.js';
import { EXIT, type ExitCode } from '../exit-codes.js';
import type { Invocation } from '../invocation.js';
import { ModelFolderError } from '../model-folder/model-problem.js';
import { readModelFolder, type ModelFolder } from '../model-folder/read-model-folder.js';
import type { Output } from '../output.js';
import { followToEnd } from '../runs/follow-to-end.js';
import type { RunReference } from '../runs/run-reference.js';
import { startRun } from '../runs/start-run.js';
import { isPolled, noWorkerHint } from '../task-queue.js';
import { repeatable } from './repeatable.js';

interface RunOptions {
  readonly follow?: true;
  readonly source?: readonly string[];
  readonly reason?: string;
  readonly force?: true;
}

/** `ratchet run`: retrains a model once. */
export function addRunCommand(program: Command, invocation: Invocation): void {
  program
    .command('run')
    .description('retrain a model and promote it if it passes its gate')
    .argument('<model>', 'name of a folder in models/, or a path to one')
    .option('-f, --follow', 'show the steps and wait for the outcome; Ctrl-C detaches')
    .option(
      '--source <name=path>',
      'take these files for a source, this once; may be repeated',
      repeatable,
    )
    .option('--reason <text>', 'why, for the ledger and the Web UI')
    .option('--force', 'train even when data, code and policy are those of the live version')
    .action((model: string, options: RunOptions, command: Command) =>
      invocation.run(command, (output, globals) => {
        const folder = readModelFolder(model, options.source);
        return withTemporal(globals, (temporal) => run(temporal, folder, options, output));
      }),
    );
}

async function run(
  temporal: Temporal,
  folder: ModelFolder,
  options: RunOptions,
  output: Output,
): Promise<ExitCode> {
  checkSourceFiles(temporal, folder, output);
  const { reason = null, force = false } = options;
  const isWorkerThere = await isPolled(temporal);
  const reference = await startRun(temporal, folder, { reason, force });
  output.note(startedText(reference));
  if (!isWorkerThere) output.warn(`${noWorkerHint(temporal)} The run waits until one does.`);
  if (options.follow) return followToEnd(temporal, reference, output);
  output.result(reference, () => `Follow it: npx ratchet status ${reference.model} --follow`);
  return EXIT.OK;
}

/** On this host the Worker would find the same; a Worker elsewhere may have files that are not here. */
function checkSourceFiles({ address }: Temporal, folder: ModelFolder, output: Output): void {
  if (folder.missingFiles.length === 0) return;
  const problem = new ModelFolderError(folder.missingFiles);
  if (/^(localhost|127\.\d+\.\d+\.\d+|\[::1\])(:|$)/.test(address)) throw problem;
  output.warn(`The Worker will need these files on its own host.\n${problem.message}`);
}

function startedText({ model, workflowId, runId, url }: RunReference): string {
  return `Run of ${model} started: ${url ?? `${workflowId}, run ${runId}`}`;
}
