import type { SnowflakeError } from './errors.js';
import type { HeartbeatDetails } from './heartbeat-details.js';

/**
 * How many attempts of an Activity have ended with which error. The attempts that an outage took must not be counted
 * against an error that comes after it.
 */
export class FailedAttempts {
  readonly #counts: Map<string, number>;

  constructor(earlier: HeartbeatDetails) {
    this.#counts = new Map(Object.entries(earlier.failures));
  }

  /** How many have ended with an error of this code so far. */
  with(error: SnowflakeError): number {
    return this.#counts.get(kindOf(error)) ?? 0;
  }

  /** This attempt ends with `error`. */
  add(error: SnowflakeError): void {
    this.#counts.set(kindOf(error), this.with(error) + 1);
  }

  details(): HeartbeatDetails['failures'] {
    return Object.fromEntries(this.#counts);
  }
}

function kindOf({ code, type }: SnowflakeError): string {
  return code ?? type;
}
