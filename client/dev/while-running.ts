import type { Output } from '../output.js';
import type { DevEnvironment } from './dev-environment.js';

/**
 * Does `work` while everything runs, and stops everything afterwards, in order. Ctrl-C ends the work early, a second one
 * ends all processes at once. Returns whether the work came to its end; throws when it failed or a part died.
 */
export async function whileRunning(
  environment: DevEnvironment,
  output: Output,
  work: () => Promise<void>,
): Promise<boolean> {
  const interrupted = new AbortController();
  const stopListening = output.terminal.onInterrupt(() => {
    if (interrupted.signal.aborted) environment.kill();
    else output.note('\nStopping; Ctrl-C again ends at once.');
    interrupted.abort();
  });
  try {
    await Promise.race([work(), aborted([interrupted.signal, environment.died])]);
    environment.died.throwIfAborted();
    return !interrupted.signal.aborted;
  } finally {
    await environment.stop();
    stopListening();
  }
}

/** Resolves when one of the signals is aborted. */
function aborted(signals: readonly AbortSignal[]): Promise<void> {
  const any = AbortSignal.any([...signals]);
  return new Promise((resolve) => {
    if (any.aborted) resolve();
    any.addEventListener('abort', () => resolve(), { once: true });
  });
}
