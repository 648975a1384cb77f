import type { Command } from 'commander';

import { withTemporal, type Temporal } from '../connect.js';
import { EXIT, type ExitCode } from '../exit-codes.js';
import type { Invocation } from '../invocation.js';
import { explanationOf } from '../ledger/explanation.js';
import { judgedRun } from '../ledger/judged-runs.js';
import { readJudged } from '../ledger/judged.js';
import type { Output } from '../output.js';
import { explainView } from '../views/explain-view.js';

/** `ratchet explain`: why the gate decided as it did, from the ledger. */
export function addExplainCommand(program: Command, invocation: Invocation): void {
  program
    .command('explain')
    .description('why the gate decided as it did: every rule with its numbers, from the ledger')
    .argument('<run>', 'a run id, a Workflow Id or a model (its last judged run)')
    .action((reference: string, _: object, command: Command) =>
      invocation.run(command, (output, globals) =>
        withTemporal(globals, (temporal) => explain(temporal, reference, output)),
      ),
    );
}

async function explain(temporal: Temporal, reference: string, output: Output): Promise<ExitCode> {
  const run = await judgedRun(temporal, reference, output);
  const explanation = explanationOf(temporal, readJudged(run));
  output.result(explanation, () => explainView(explanation, output.colors));
  return EXIT.OK;
}
