import { CliError, EXIT, type ExitCode } from './exit-codes.js';
import { ModelFolderError } from './model-folder/model-problem.js';
import type { Terminal } from './terminal.js';

/**
 * Tells what ended a command: a CliError by its text, anything else with its stack, because it is a fault of Ratchet.
 * With `-o json` the same stands as `{"error": …}` on stdout. Returns the exit code.
 */
export function reportError(error: unknown, isJson: boolean, terminal: Terminal): ExitCode {
  const exitCode = error instanceof CliError ? error.exitCode : EXIT.RUN_FAILED;
  if (isJson) {
    const report = { error: { exitCode, message: messageOf(error), ...problemsOf(error) } };
    terminal.out.write(`${JSON.stringify(report, null, 2)}\n`);
  }
  terminal.err.write(`${error instanceof CliError ? error.message : stackOf(error)}\n`);
  return exitCode;
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

function problemsOf(error: unknown): object {
  return error instanceof ModelFolderError ? { problems: error.problems } : {};
}

function stackOf(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
