import type { Command } from 'commander';

import { withTemporal, type Temporal } from '../connect.js';
import { EXIT, type ExitCode } from '../exit-codes.js';
import type { Invocation } from '../invocation.js';
import { compareRuns } from '../ledger/comparison.js';
import { judgedRun, judgedRuns } from '../ledger/judged-runs.js';
import { readJudged } from '../ledger/judged.js';
import { listedRun } from '../ledger/listed-run.js';
import type { Output } from '../output.js';
import { comparisonView } from '../views/comparison-view.js';
import { judgedRunList } from '../views/judged-run-list.js';
import { readCount } from './count-option.js';

interface ListOptions {
  readonly last: number;
}

/** `ratchet runs`: judged runs of the past, from the ledger. */
export function addRunsCommand(program: Command, invocation: Invocation): void {
  const runs = program.command('runs').description('judged runs of the past: list, compare');
  runs
    .command('list')
    .description('the judged runs of a model, the latest first')
    .argument('<model>', 'the name of the model')
    .option('--last <n>', 'so many of them', readCount('--last'), 20)
    .action((model: string, { last }: ListOptions, command: Command) =>
      invocation.run(command, (output, globals) =>
        withTemporal(globals, (temporal) => list(temporal, model, last, output)),
      ),
    );
  runs
    .command('compare')
    .description('two judged runs: scores, parameters, features, rows, packages, times')
    .argument('<a>', 'a run id, a Workflow Id or a model (its last judged run)')
    .argument('<b>', 'another one; differences are told as what B has more')
    .action((a: string, b: string, _: object, command: Command) =>
      invocation.run(command, (output, globals) =>
        withTemporal(globals, (temporal) => compare(temporal, a, b, output)),
      ),
    );
}

async function list(
  temporal: Temporal,
  model: string,
  last: number,
  output: Output,
): Promise<ExitCode> {
  const judged = (await judgedRuns(temporal, { model }, last, output)).map(readJudged);
  const runs = judged.map(listedRun);
  output.result({ schemaVersion: 1, model, runs }, () =>
    runs.length === 0
      ? `No run of ${model} was judged yet: npx ratchet run ${model}`
      : judgedRunList(runs, output.colors),
  );
  return EXIT.OK;
}

async function compare(
  temporal: Temporal,
  a: string,
  b: string,
  output: Output,
): Promise<ExitCode> {
  const ofA = readJudged(await judgedRun(temporal, a, output));
  const ofB = readJudged(await judgedRun(temporal, b, output));
  const comparison = compareRuns(ofA, ofB);
  output.result(comparison, () => comparisonView(comparison, output.colors));
  return EXIT.OK;
}
