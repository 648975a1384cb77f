import { setTimeout as pause } from 'node:timers/promises';

import type { HeldConnection } from './held-connection.js';
import { jittered } from './jitter.js';
import { patienceMs, queryProgress } from './query-status.js';

const FIRST_POLL_MS = 10;
const POLL_GROWTH = 1.5;
const MAX_POLL_MS = 2_000;

/** What waiting for a statement came to; `unheard`: it is unknown for so long that only its result can tell. */
export type Waited = 'succeeded' | 'failed' | 'unheard' | 'late';

/** Waits until a statement has ended in some way; `late` when it has not at `untilMs`, in Unix time. */
export async function untilFinished(
  connection: HeldConnection,
  queryId: string,
  untilMs: number,
  signal: AbortSignal,
): Promise<Waited> {
  let knownAtMs = Date.now();
  for (let pauseMs = FIRST_POLL_MS; ; pauseMs = Math.min(pauseMs * POLL_GROWTH, MAX_POLL_MS)) {
    await pause(jittered(pauseMs), undefined, { signal });
    const status = await connection.ask((one) => one.status(queryId), signal);
    const progress = queryProgress(status);
    if (progress === 'succeeded' || progress === 'failed') return progress;
    if (progress === 'running') knownAtMs = Date.now();
    else if (Date.now() - knownAtMs > patienceMs(status)) return 'unheard';
    if (Date.now() > untilMs) return 'late';
  }
}
