import { Command, CommanderError } from 'commander';

import { addCancelCommand } from './commands/cancel.js';
import { addDevCommand } from './commands/dev.js';
import { addExplainCommand } from './commands/explain.js';
import { addGateCommand } from './commands/gate.js';
import { addMaintenanceCommand } from './commands/maintenance.js';
import { addPlanCommand } from './commands/plan.js';
import { addReportCommand } from './commands/report.js';
import { addRollbackCommand } from './commands/rollback.js';
import { addRunCommand } from './commands/run.js';
import { addRunsCommand } from './commands/runs.js';
import { addScheduleCommand } from './commands/schedule.js';
import { addSchemaCommand } from './commands/schema.js';
import { addStatusCommand } from './commands/status.js';
import { addValidateCommand } from './commands/validate.js';
import { addWorkerCommand } from './commands/worker.js';
import { reportError } from './error-report.js';
import { CliError, EXIT, type ExitCode } from './exit-codes.js';
import { addGlobalOptions } from './global-options.js';
import { Invocation } from './invocation.js';
import { ratchetVersion } from './ratchet-version.js';
import type { Terminal } from './terminal.js';

const ADD_COMMANDS = [
  addRunCommand,
  addStatusCommand,
  addPlanCommand,
  addExplainCommand,
  addReportCommand,
  addRunsCommand,
  addGateCommand,
  addCancelCommand,
  addRollbackCommand,
  addScheduleCommand,
  addMaintenanceCommand,
  addValidateCommand,
  addSchemaCommand,
  addDevCommand,
  addWorkerCommand,
] as const;

const EXIT_CODES_HELP = `
Exit codes:
  0 done   1 the run failed   2 bad arguments or model folder   3 cannot connect   4 Temporal refused
  5 SQL error   10 the gate kept the champion   130 detached by Ctrl-C, the run goes on`;

function createProgram(invocation: Invocation): Command {
  const program = addGlobalOptions(new Command('ratchet'))
    .description('Retrain and promote models that live in Snowflake, durably, and only forward.')
    .version(ratchetVersion())
    .addHelpText('after', EXIT_CODES_HELP)
    .exitOverride()
    .configureOutput({
      writeOut: (text) => invocation.terminal.out.write(text),
      writeErr: (text) => invocation.terminal.err.write(text),
      // `runProgram` reports it, with all others.
      outputError: () => undefined,
    })
    .configureHelp({ showGlobalOptions: true })
    .showSuggestionAfterError();
  for (const add of ADD_COMMANDS) add(program, invocation);
  return program;
}

/** Runs one command line, without `node` and the script. Returns the exit code; whatever goes wrong is reported. */
export async function runProgram(argv: readonly string[], terminal: Terminal): Promise<ExitCode> {
  const invocation = new Invocation(terminal);
  const program = createProgram(invocation);
  try {
    await program.parseAsync(argv, { from: 'user' });
    return invocation.exitCode;
  } catch (error) {
    const isJson = program.opts()['output'] === 'json';
    if (error instanceof CommanderError) return endOfParsing(error, isJson, terminal);
    return reportError(error, isJson, terminal);
  }
}

/** commander ends with an error after a help text too, which it has written already. */
function endOfParsing(error: CommanderError, isJson: boolean, terminal: Terminal): ExitCode {
  if (error.exitCode === 0) return EXIT.OK;
  if (error.code === 'commander.help') return EXIT.BAD_INPUT;
  return reportError(new CliError(EXIT.BAD_INPUT, error.message), isJson, terminal);
}
