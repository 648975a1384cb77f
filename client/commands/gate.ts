import type { Command } from 'commander';

import { withTemporal, type Temporal } from '../connect.js';
import { CliError, EXIT, type ExitCode } from '../exit-codes.js';
import type { Invocation } from '../invocation.js';
import { judgedRuns } from '../ledger/judged-runs.js';
import { readJudged } from '../ledger/judged.js';
import { testPolicy, type PolicyTest } from '../ledger/policy-test.js';
import { readPolicyFile, type PolicyFile } from '../model-folder/read-policy-file.js';
import type { Output } from '../output.js';
import { policyTestView } from '../views/policy-test-view.js';
import { readCount } from './count-option.js';

interface TestOptions {
  readonly policy: string;
  readonly last: number;
}

/** `ratchet gate`: what another policy would have decided. */
export function addGateCommand(program: Command, invocation: Invocation): void {
  const gate = program.command('gate').description('try a gate policy on past runs: test');
  gate
    .command('test')
    .description('judge what past runs found by another policy, and show which verdicts flip')
    .argument('[model]', 'the name of the model; that of the model.yaml by default')
    .requiredOption('--policy <file>', 'the content of gate:, or a whole model.yaml')
    .option('--last <n>', 'so many judged runs, the latest first', readCount('--last'), 50)
    .action((given: string | undefined, options: TestOptions, command: Command) =>
      invocation.run(command, (output, globals) => {
        const file = readPolicyFile(options.policy);
        const model = given ?? modelOf(file, options.policy);
        return withTemporal(globals, (temporal) => test(temporal, model, options, file, output));
      }),
    );
}

function modelOf({ model }: PolicyFile, path: string): string {
  if (model !== null) return model;
  throw new CliError(
    EXIT.BAD_INPUT,
    `${path} is a policy by itself and names no model. Name it: npx ratchet gate test MODEL --policy ${path}`,
  );
}

async function test(
  temporal: Temporal,
  model: string,
  options: TestOptions,
  { policy, digest, checkFor }: PolicyFile,
  output: Output,
): Promise<ExitCode> {
  const runs = (await judgedRuns(temporal, { model }, options.last, output)).map(readJudged);
  if (runs.length === 0) {
    throw new CliError(
      EXIT.BAD_INPUT,
      `No run of a model "${model}" was judged yet. npx ratchet status lists the models that ran.`,
    );
  }
  const scored = runs.find(({ evidence }) => evidence !== null)?.evidence ?? null;
  if (scored !== null) checkFor(scored.task ?? 'binary');
  const tested = runs.map((judged) => testPolicy(judged, policy));
  const result: PolicyTest = {
    schemaVersion: 1,
    model,
    policy: { file: options.policy, digest },
    runs: tested,
    flips: tested.filter(({ flip }) => flip === 'stricter' || flip === 'looser').length,
  };
  output.result(result, () => policyTestView(result, output.colors));
  return EXIT.OK;
}
