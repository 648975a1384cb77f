import type { Context } from '@temporalio/activity';

import type { HeartbeatDetails } from './heartbeat-details.js';

const MAX_INTERVAL_MS = 3_000;

/** The heartbeats of one Activity. Each carries all details; a cancellation comes back with one. */
export class Heartbeats {
  readonly #context: Context;
  readonly #details: () => HeartbeatDetails;
  readonly #timer: NodeJS.Timeout | null;

  constructor(context: Context, details: () => HeartbeatDetails) {
    this.#context = context;
    this.#details = details;
    const timeoutMs = context.info.heartbeatTimeoutMs;
    // The first one is not sent at once: it would hold back the one that records the first query id.
    this.#timer =
      timeoutMs === undefined
        ? null
        : setInterval(() => this.beat(), Math.min(timeoutMs / 3, MAX_INTERVAL_MS));
  }

  /** Sends one now, as far as the Worker does not throttle it. */
  beat(): void {
    if (this.#timer !== null) this.#context.heartbeat(this.#details());
  }

  stop(): void {
    if (this.#timer !== null) clearInterval(this.#timer);
  }
}
