import type { Command } from 'commander';

import { EXIT, type ExitCode } from './exit-codes.js';
import { readGlobalOptions, type GlobalOptions } from './global-options.js';
import { Output } from './output.js';
import type { Terminal } from './terminal.js';

/** One command line on its way from commander to an exit code. */
export class Invocation {
  readonly terminal: Terminal;
  #exitCode: ExitCode = EXIT.OK;

  constructor(terminal: Terminal) {
    this.terminal = terminal;
  }

  get exitCode(): ExitCode {
    return this.#exitCode;
  }

  /** Runs what a command does, with its output and the global options, and keeps the exit code. */
  async run(
    command: Command,
    action: (output: Output, options: GlobalOptions) => ExitCode | Promise<ExitCode>,
  ): Promise<void> {
    const options = readGlobalOptions(command);
    this.#exitCode = await action(new Output(this.terminal, options), options);
  }
}
