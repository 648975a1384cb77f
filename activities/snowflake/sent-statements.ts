import type { HeartbeatDetails, SentStatement } from './heartbeat-details.js';

/** What this Activity, in this or an earlier attempt, has sent under a name, or may have sent. */
export class SentStatements {
  readonly #statements: Map<string, SentStatement>;
  /** Sent perhaps: whoever was about to send them never heard what became of it. */
  readonly #intents: Set<string>;
  readonly #attempt: number;
  /** Whether an earlier attempt may have sent statements that no heartbeat tells of. */
  readonly #unclear: boolean;
  #ended = false;

  constructor(earlier: HeartbeatDetails, attempt: number) {
    this.#statements = new Map(Object.entries(earlier.statements));
    this.#intents = new Set(earlier.intents);
    this.#attempt = attempt;
    // A reset of the Activity counts its attempts anew.
    const hasEarlier = attempt > 1 || earlier.writer !== undefined;
    this.#unclear = hasEarlier && !endedClearly(earlier, attempt - 1);
  }

  find(name: string): SentStatement | null {
    return this.#statements.get(name) ?? null;
  }

  /** Whether a statement of this name may be in Snowflake without being known here. */
  mayHaveBeenSent(name: string): boolean {
    return !this.#statements.has(name) && (this.#unclear || this.#intents.has(name));
  }

  /** From here until `add` or `remove` nobody knows whether it was sent. */
  intend(name: string): void {
    this.#intents.add(name);
  }

  add(name: string, sent: SentStatement): void {
    this.#statements.set(name, sent);
    this.#intents.delete(name);
  }

  /** It may be in Snowflake, but not under the query id that was known. */
  doubt(name: string): void {
    this.#statements.delete(name);
    this.#intents.add(name);
  }

  /** It was not sent, or has failed. */
  remove(name: string): void {
    this.#statements.delete(name);
    this.#intents.delete(name);
  }

  /** This attempt ends and has told all that it knows. */
  end(): void {
    this.#ended = true;
  }

  details(): Required<Pick<HeartbeatDetails, 'statements' | 'intents' | 'writer'>> {
    return {
      statements: Object.fromEntries(this.#statements),
      intents: [...this.#intents],
      writer: { attempt: this.#attempt, ended: this.#ended, unclear: this.#unclear },
    };
  }
}

/** A heartbeat may be lost with its Worker: the attempt before has to have sent the last one, and to have said so. */
function endedClearly({ writer }: HeartbeatDetails, attempt: number): boolean {
  return writer !== undefined && writer.attempt === attempt && writer.ended && !writer.unclear;
}
