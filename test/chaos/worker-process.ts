import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';

import { projectRoot } from '../../client/dev/programs.js';

const RESTARTED_AFTER_MS = 500;
const STOPPED_WITHIN_MS = 30_000;

/** A Worker as an operator runs it: whenever its process ends, another one takes its place. */
export class SupervisedWorker {
  readonly #env: Readonly<Record<string, string>>;
  readonly #logFile: string;
  readonly #onCrash: (how: string) => void;
  readonly #watch: (pid: number) => void;
  #process: ChildProcess;
  #isMeantToEnd = false;
  #isClosed = false;

  constructor(options: {
    readonly env: Readonly<Record<string, string>>;
    readonly logFile: string;
    /** Told when a process ends by itself. */
    readonly onCrash: (how: string) => void;
    /** Told of each process, which leads a group of its own. */
    readonly watch: (pid: number) => void;
  }) {
    this.#env = options.env;
    this.#logFile = options.logFile;
    this.#onCrash = options.onCrash;
    this.#watch = options.watch;
    this.#process = this.#start();
  }

  /** kill -9. */
  async kill(): Promise<void> {
    await this.#end('SIGKILL');
  }

  /** SIGTERM: it hands back what it is at. */
  async stop(): Promise<void> {
    const process = this.#process;
    const timer = setTimeout(() => process.kill('SIGKILL'), STOPPED_WITHIN_MS);
    await this.#end('SIGTERM');
    clearTimeout(timer);
  }

  /** SIGSTOP; the result of it is SIGCONT. */
  freeze(): () => void {
    const process = this.#process;
    process.kill('SIGSTOP');
    return () => process.kill('SIGCONT');
  }

  /** Ends it for good. */
  async close(): Promise<void> {
    this.#isClosed = true;
    await this.kill();
  }

  async #end(signal: NodeJS.Signals): Promise<void> {
    const process = this.#process;
    if (process.exitCode !== null || process.signalCode !== null) return;
    this.#isMeantToEnd = true;
    const gone = once(process, 'exit');
    process.kill(signal);
    await gone;
  }

  #start(): ChildProcess {
    const output = openSync(this.#logFile, 'a');
    const worker = spawn(process.execPath, [join(projectRoot(), 'dist', 'worker', 'main.js')], {
      cwd: projectRoot(),
      env: this.#env,
      stdio: ['ignore', output, output],
      detached: true,
    });
    closeSync(output);
    if (worker.pid !== undefined) this.#watch(worker.pid);
    worker.once('exit', (code, signal) => void this.#replace(signal ?? `exit code ${code}`));
    return worker;
  }

  async #replace(how: string): Promise<void> {
    if (!this.#isMeantToEnd) this.#onCrash(how);
    this.#isMeantToEnd = false;
    await pause(RESTARTED_AFTER_MS);
    if (!this.#isClosed) this.#process = this.#start();
  }
}
