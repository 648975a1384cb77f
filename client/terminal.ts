import type { Writable } from 'node:stream';
import { isatty } from 'node:tty';

import { EXIT, type ExitCode } from './exit-codes.js';

const INTERRUPTS = ['SIGINT', 'SIGTERM'] as const;
/** Ctrl-C, or what a supervisor sends. */
type Interrupt = (typeof INTERRUPTS)[number];

/** Where a command writes and is interrupted: the process's own streams, or a test's. */
export interface Terminal {
  /** Results: what another program would read. */
  readonly out: Writable;
  /** Progress, warnings and errors. */
  readonly err: Writable;
  /** `err` when a person watches it, so that progress may redraw itself; null in a pipe. */
  readonly screen: NodeJS.WriteStream | null;
  /** Whether colours are wanted when `--color` leaves it open. */
  readonly hasColors: boolean;
  /** Calls `listener` at each Ctrl-C or SIGTERM, which then do not end the process; returns what takes it off again. */
  onInterrupt(listener: (interrupt: Interrupt) => void): () => void;
}

/**
 * The terminal that this process was started in. A reader that goes away, as `head` does, ends the process quietly: a
 * result that nobody wants is no failure; without progress and errors nobody knows how it went on.
 */
export function processTerminal(): Terminal {
  const { stdout, stderr } = process;
  stdout.on('error', (error) => endQuietly(error, EXIT.OK));
  stderr.on('error', (error) => endQuietly(error, EXIT.DETACHED));
  return {
    out: stdout,
    err: stderr,
    // Without a size, as under some container runtimes, nothing can be redrawn.
    screen: stderr.isTTY && stderr.columns > 0 ? stderr : null,
    // Not `stdout.isTTY`: undefined in a pipe, whatever its type says, and picocolors then decides by CI and FORCE_COLOR.
    hasColors: isatty(stdout.fd) && stdout.hasColors(),
    onInterrupt,
  };
}

function endQuietly(error: Error, exitCode: ExitCode): void {
  if ('code' in error && error.code === 'EPIPE') process.exit(exitCode);
  throw error;
}

function onInterrupt(listener: (interrupt: Interrupt) => void): () => void {
  const stopListening = INTERRUPTS.map((interrupt) => {
    const told = () => listener(interrupt);
    process.on(interrupt, told);
    return () => process.off(interrupt, told);
  });
  return () => {
    for (const stop of stopListening) stop();
  };
}
