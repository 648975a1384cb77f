import type { Command } from 'commander';

import { withTemporal, type Temporal } from '../connect.js';
import { CliError, EXIT, type ExitCode } from '../exit-codes.js';
import type { Invocation } from '../invocation.js';
import type { Output } from '../output.js';
import { followToEnd } from '../runs/follow-to-end.js';
import { startRollback } from '../runs/start-rollback.js';
import { nextRetraining } from '../schedules/next-retraining.js';

interface RollbackOptions {
  readonly to?: number;
  readonly reason?: string;
}

/** `ratchet rollback`: lets an older version serve again, and waits until it does. */
export function addRollbackCommand(program: Command, invocation: Invocation): void {
  program
    .command('rollback')
    .description('let an older version serve again; nothing is trained')
    .argument('<model>', 'name of the model')
    .option(
      '--to <version>',
      'a version that was promoted, for example v3; the one before the live one by default',
      readVersion,
    )
    .option('--reason <text>', 'why, for the ledger and the Web UI; required')
    .action((model: string, options: RollbackOptions, command: Command) =>
      invocation.run(command, (output, globals) => {
        const { to: toVersion = null } = options;
        const asked = { model, toVersion, reason: readReason(options) };
        return withTemporal(globals, (temporal) => rollback(temporal, asked, output));
      }),
    );
}

function readVersion(text: string): number {
  const version = /^v?([1-9]\d{0,8})$/i.exec(text)?.[1];
  if (version !== undefined) return Number(version);
  throw new CliError(EXIT.BAD_INPUT, `Found the version "${text}", expected for example v3 or 3.`);
}

function readReason({ reason = '' }: RollbackOptions): string {
  if (reason.trim() !== '') return reason;
  throw new CliError(
    EXIT.BAD_INPUT,
    'A rollback needs its reason, which the ledger keeps: --reason "what is wrong with the live version".',
  );
}

async function rollback(
  temporal: Temporal,
  asked: Parameters<typeof startRollback>[1],
  output: Output,
): Promise<ExitCode> {
  const reference = await startRollback(temporal, asked);
  output.note(`Rollback of ${asked.model} started: ${reference.url ?? reference.runId}`);
  return followToEnd(temporal, reference, output, async ({ outcome, model }) =>
    outcome === null ? [] : nextRetraining(temporal, model),
  );
}
