import { Writable } from 'node:stream';

import { runProgram } from '../../client/program.js';
import type { Terminal } from '../../client/terminal.js';

export interface Ran {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** A command that is running; its terminal is a pipe. */
export interface Running {
  readonly ended: Promise<Ran>;
  /** What it has written on stderr so far. */
  stderr(): string;
  /** Ctrl-C. */
  interrupt(): void;
}

/** Starts a command line of the Client in this process. */
export function startRatchet(...argv: readonly string[]): Running {
  const out = new Captured();
  const err = new Captured();
  const listeners = new Set<(interrupt: 'SIGINT') => void>();
  const terminal: Terminal = {
    out,
    err,
    screen: null,
    hasColors: false,
    onInterrupt: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
  return {
    ended: runProgram(argv, terminal).then((exitCode) => ({
      exitCode,
      stdout: out.text,
      stderr: err.text,
    })),
    stderr: () => err.text,
    interrupt: () => {
      for (const listener of listeners) listener('SIGINT');
    },
  };
}

/** Runs a command line of the Client in this process to its end. */
export function ratchet(...argv: readonly string[]): Promise<Ran> {
  return startRatchet(...argv).ended;
}

class Captured extends Writable {
  text = '';

  override _write(chunk: Buffer | string, _: BufferEncoding, done: () => void): void {
    this.text += chunk.toString();
    done();
  }
}
