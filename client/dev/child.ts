import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, mkdirSync, openSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import { CliError, EXIT } from '../exit-codes.js';
import { projectRoot } from './programs.js';

const STOPPED_WITHIN_MS = 15_000;
const LOG_LINES_SHOWN = 15;

export interface ChildCommand {
  /** As messages name it, for example `local Snowflake`. */
  readonly name: string;
  readonly command: string;
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  readonly logFile: string;
}

/** A process that `ratchet dev` started; its output goes to a log file. */
export class Child {
  readonly name: string;
  readonly logFile: string;
  /** Aborted with a CliError when the process ends before it was told to. */
  readonly died: AbortSignal;
  readonly #process: ChildProcess;
  readonly #death = new AbortController();
  #isStopping = false;

  constructor(name: string, logFile: string, process: ChildProcess) {
    this.name = name;
    this.logFile = logFile;
    this.#process = process;
    this.died = this.#death.signal;
    process.once('error', (error) => this.#report(error.message));
    process.once('exit', (code, signal) =>
      this.#report(`ended by itself (${signal ?? `exit code ${code}`})`),
    );
  }

  get pid(): number | undefined {
    return this.#process.pid;
  }

  log(): string {
    return readFileSync(this.logFile, 'utf8');
  }

  /** An error about this process with the end of its log. */
  problem(what: string): CliError {
    const lines = this.log().trimEnd().split('\n').slice(-LOG_LINES_SHOWN);
    const shown = lines.map((line) => `    ${line}`).join('\n');
    return new CliError(
      EXIT.RUN_FAILED,
      `${this.name} ${what}. The end of ${this.logFile}:\n${shown}`,
    );
  }

  /** SIGTERM, and SIGKILL to its whole group when it takes too long; resolves once all of it is gone. */
  async stop(): Promise<void> {
    this.#isStopping = true;
    if (!this.#isGone()) {
      const exit = once(this.#process, 'exit');
      this.#process.kill('SIGTERM');
      const timer = setTimeout(() => this.kill(), STOPPED_WITHIN_MS);
      await exit;
      clearTimeout(timer);
    }
    this.kill();
  }

  /** Ends the process and its group at once. */
  kill(): void {
    this.#isStopping = true;
    if (this.pid === undefined) return;
    try {
      process.kill(-this.pid, 'SIGKILL');
    } catch (error) {
      const isGone = error instanceof Error && 'code' in error && error.code === 'ESRCH';
      if (!isGone) throw error;
    }
  }

  #isGone(): boolean {
    return (
      this.pid === undefined || this.#process.exitCode !== null || this.#process.signalCode !== null
    );
  }

  #report(what: string): void {
    if (!this.#isStopping) this.#death.abort(this.problem(what));
  }
}

/** Starts a process as the leader of its own group, so that a Ctrl-C in the terminal reaches it in our order only. */
export function startChild(command: ChildCommand): Child {
  const output = openSync(command.logFile, 'w');
  try {
    const process = spawn(command.command, command.args, {
      cwd: projectRoot(),
      env: command.env,
      stdio: ['ignore', output, output],
      detached: true,
    });
    return new Child(command.name, command.logFile, process);
  } finally {
    closeSync(output);
  }
}

/** Where the log of `name` goes; makes the folder. */
export function logFileIn(dataDirectory: string, name: string): string {
  const folder = join(dataDirectory, 'logs');
  mkdirSync(folder, { recursive: true });
  return join(folder, `${name}.log`);
}
