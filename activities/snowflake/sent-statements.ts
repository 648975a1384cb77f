import type { HeartbeatDetails } from './heartbeat-details.js';

/** The named statements that this Activity, in this or an earlier attempt, has sent. */
export class SentStatements {
  readonly #queryIds: Map<string, string>;

  constructor(earlier: HeartbeatDetails) {
    this.#queryIds = new Map(Object.entries(earlier.statements));
  }

  queryId(name: string): string | null {
    return this.#queryIds.get(name) ?? null;
  }

  add(name: string, queryId: string): void {
    this.#queryIds.set(name, queryId);
  }

  remove(name: string): void {
    this.#queryIds.delete(name);
  }

  details(): HeartbeatDetails['statements'] {
    return Object.fromEntries(this.#queryIds);
  }
}
