import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import { expect, vi } from 'vitest';

import { projectRoot } from '../../client/dev/programs.js';

/** A Worker in a process of its own, to be met by whatever meets processes. */
export class WorkerProcess {
  readonly #process: ChildProcess;
  readonly #logFile: string;

  /** Starts what was built before the tests; what it writes goes to `logFile`. */
  constructor(env: Readonly<Record<string, string>>, logFile: string) {
    this.#logFile = logFile;
    const output = openSync(logFile, 'w');
    this.#process = spawn(process.execPath, [join(projectRoot(), 'dist', 'worker', 'main.js')], {
      cwd: projectRoot(),
      env,
      stdio: ['ignore', output, output],
    });
    closeSync(output);
  }

  /** Resolves once it polls its Task Queue. */
  async isReady(): Promise<void> {
    const log = () => expect(readFileSync(this.#logFile, 'utf8')).toContain('"state":"RUNNING"');
    await vi.waitFor(log, { timeout: 60_000, interval: 50 });
  }

  /** kill -9; resolves once it is gone. */
  async kill(): Promise<void> {
    await this.#end('SIGKILL');
  }

  /** SIGTERM, as a deployment does it; resolves with its exit code. */
  async stop(): Promise<number | null> {
    await this.#end('SIGTERM');
    return this.#process.exitCode;
  }

  /** SIGSTOP: it does nothing until what is returned lets it go on. */
  freeze(): () => void {
    this.#process.kill('SIGSTOP');
    return () => this.#process.kill('SIGCONT');
  }

  async #end(signal: NodeJS.Signals): Promise<void> {
    if (this.#process.exitCode !== null || this.#process.signalCode !== null) return;
    const gone = once(this.#process, 'exit');
    this.#process.kill(signal);
    await gone;
  }
}
