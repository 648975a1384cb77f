import type { Command } from 'commander';

import { withTemporal, type Temporal } from '../connect.js';
import { CliError, EXIT, type ExitCode } from '../exit-codes.js';
import type { Invocation } from '../invocation.js';
import type { Output } from '../output.js';
import { findRun } from '../runs/find-runs.js';
import { temporalRefusal } from '../temporal-refusal.js';

/** `ratchet cancel`: ends an open run; its statement in Snowflake is cancelled, and nothing is published. */
export function addCancelCommand(program: Command, invocation: Invocation): void {
  program
    .command('cancel')
    .description('end an open run: its statement is cancelled, nothing is published')
    .argument('<model|run>', 'a model (its open run), a run id or a Workflow Id')
    .action((reference: string, _: object, command: Command) =>
      invocation.run(command, (output, globals) =>
        withTemporal(globals, (temporal) => cancel(temporal, reference, output)),
      ),
    );
}

async function cancel(temporal: Temporal, reference: string, output: Output): Promise<ExitCode> {
  const run = await findRun(temporal, reference);
  if (run.status !== 'RUNNING') {
    const state = run.outcome ?? run.status;
    throw new CliError(
      EXIT.BAD_INPUT,
      `The last run of ${run.model} is over (${state}): nothing to cancel.`,
    );
  }
  try {
    await temporal.client.workflow.getHandle(run.workflowId, run.runId).cancel();
  } catch (error) {
    throw temporalRefusal(error, 'cancel the run', temporal);
  }
  const { model, workflowId, runId, url } = run;
  output.result({ model, workflowId, runId, url }, () =>
    [`Cancelling the run of ${model}.`, `See it end: npx ratchet status ${model} --follow`].join(
      '\n',
    ),
  );
  return EXIT.OK;
}
