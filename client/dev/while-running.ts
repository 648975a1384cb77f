import { setTimeout as pause } from 'node:timers/promises';

import type { Output } from '../output.js';
import type { DevEnvironment } from './dev-environment.js';

/** npm and npx pass a Ctrl-C on that the terminal has sent to us as well: what comes so soon is no second one. */
const SAME_CTRL_C_MS = 500;
/** What is shown on the screen gets this long to end when the work is ended early. */
const WINDING_UP_MS = 2_000;

/**
 * Does `work` while everything runs, and stops everything afterwards, in order. Ctrl-C ends the work early by aborting
 * its signal, a second one ends all processes at once. Returns whether the work came to its end; throws when it failed
 * or a part died.
 */
export async function whileRunning(
  environment: DevEnvironment,
  output: Output,
  work: (signal: AbortSignal) => Promise<void>,
): Promise<boolean> {
  const interrupted = new AbortController();
  let firstAtMs: number | null = null;
  const stopListening = output.terminal.onInterrupt(() => {
    if (firstAtMs !== null) {
      if (Date.now() - firstAtMs > SAME_CTRL_C_MS) environment.kill();
      return;
    }
    firstAtMs = Date.now();
    output.note('\nStopping; Ctrl-C again ends at once.');
    interrupted.abort();
  });
  const over = AbortSignal.any([interrupted.signal, environment.died]);
  try {
    const working = work(over);
    await Promise.race([working, aborted(over)]);
    if (!over.aborted) return true;
    await Promise.race([working.catch(() => undefined), pause(WINDING_UP_MS)]);
    environment.died.throwIfAborted();
    return false;
  } finally {
    await environment.stop();
    stopListening();
  }
}

/** Resolves when the signal is aborted. */
export function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    signal.addEventListener('abort', () => resolve(), { once: true });
  });
}
