import { setTimeout as pause } from 'node:timers/promises';

import type { HeldConnection } from './held-connection.js';
import { jittered } from './jitter.js';
import { patienceMs, queryProgress } from './query-status.js';

const FIRST_POLL_MS = 10;
const POLL_GROWTH = 1.5;
const MAX_POLL_MS = 2_000;

/**
 * Waits until a statement has ended in some way, or is unknown for so long that only its result can tell. Returns false
 * when it has not ended at `untilMs`, in Unix time.
 */
export async function untilFinished(
  connection: HeldConnection,
  queryId: string,
  untilMs: number,
  signal: AbortSignal,
): Promise<boolean> {
  let knownAtMs = Date.now();
  for (let pauseMs = FIRST_POLL_MS; ; pauseMs = Math.min(pauseMs * POLL_GROWTH, MAX_POLL_MS)) {
    await pause(jittered(pauseMs), undefined, { signal });
    const status = await connection.ask((one) => one.status(queryId), signal);
    const progress = queryProgress(status);
    if (progress === 'succeeded' || progress === 'failed') return true;
    if (progress === 'running') knownAtMs = Date.now();
    else if (Date.now() - knownAtMs > patienceMs(status)) return true;
    if (Date.now() > untilMs) return false;
  }
}
