import { endsAttempts, type SnowflakeError } from './errors.js';
import type { HeartbeatDetails, Outage } from './heartbeat-details.js';

/** For how long an Activity goes on trying while Snowflake or the network is down. */
const OUTAGE_MS = 24 * 60 * 60_000;
/** Failures farther apart are two outages: an attempt that meets one fails sooner, and no Worker may be there for days. */
const SAME_OUTAGE_MS = 60 * 60_000;

/**
 * How many attempts of an Activity have ended with which error, and since when time alone could have helped. The
 * attempts that an outage took must not be counted against an error that comes after it.
 */
export class FailedAttempts {
  readonly #counts: Map<string, number>;
  #outage: Outage | null;

  constructor(earlier: HeartbeatDetails) {
    this.#counts = new Map(Object.entries(earlier.failures));
    this.#outage = earlier.outage ?? null;
  }

  /** How many have ended with a SnowflakeError. */
  get total(): number {
    return [...this.#counts.values()].reduce((sum, count) => sum + count, 0);
  }

  /** This attempt ends with `error`, at `nowMs`. */
  add(error: SnowflakeError, nowMs: number): void {
    this.#counts.set(kindOf(error), (this.#counts.get(kindOf(error)) ?? 0) + 1);
    if (!isOutage(error)) return;
    const before = this.#outage;
    const goesOn = before !== null && nowMs - before.lastMs < SAME_OUTAGE_MS;
    this.#outage = { sinceMs: goesOn ? before.sinceMs : nowMs, lastMs: nowMs };
  }

  /** Whether another attempt is not to be made after `error`, the last one added. */
  isFinal(error: SnowflakeError): boolean {
    const { reaction, maxAttempts } = error;
    if (endsAttempts(reaction)) return true;
    if (maxAttempts !== null) return (this.#counts.get(kindOf(error)) ?? 0) >= maxAttempts;
    return this.#outage !== null && this.#outage.lastMs - this.#outage.sinceMs >= OUTAGE_MS;
  }

  details(): Pick<HeartbeatDetails, 'failures' | 'outage'> {
    const failures = Object.fromEntries(this.#counts);
    return this.#outage === null ? { failures } : { failures, outage: this.#outage };
  }
}

/** What no number of attempts bounds. */
function isOutage({ reaction, maxAttempts }: SnowflakeError): boolean {
  return maxAttempts === null && !endsAttempts(reaction);
}

/** The same code may stand for both: no answer at all, and a 403, which may not go on for as long. */
function kindOf(error: SnowflakeError): string {
  const name = error.code ?? error.type;
  return isOutage(error) ? `${name}, an outage` : name;
}
