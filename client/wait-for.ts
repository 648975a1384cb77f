import { setTimeout as pause } from 'node:timers/promises';

/**
 * Asks again and again until `probe` gives something other than null, and returns it.
 * Throws the error of `onTimeout` when the deadline passes; `signal` ends the waiting early with its reason.
 */
export async function waitFor<Answer>(
  probe: () => Promise<Answer | null>,
  options: {
    readonly withinMs: number;
    readonly everyMs: number;
    readonly signal?: AbortSignal;
    readonly onTimeout: () => Error;
  },
): Promise<Answer> {
  const deadline = Date.now() + options.withinMs;
  for (;;) {
    options.signal?.throwIfAborted();
    const answer = await probe();
    if (answer !== null) return answer;
    if (Date.now() > deadline) throw options.onTimeout();
    await pause(options.everyMs);
  }
}
