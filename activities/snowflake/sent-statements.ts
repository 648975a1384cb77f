import { z } from 'zod';

const detailsSchema = z.object({ statements: z.record(z.string(), z.string()) });

/** What a heartbeat carries: the query id of each named statement that this Activity has sent. */
export type HeartbeatDetails = z.output<typeof detailsSchema>;

/** The named statements that this Activity, in this or an earlier attempt, has sent. */
export class SentStatements {
  readonly #queryIds: Map<string, string>;

  /** `details` are the last heartbeat's of the attempt before; whatever else they are counts as none. */
  constructor(details: unknown) {
    const earlier = detailsSchema.safeParse(details);
    this.#queryIds = new Map(earlier.success ? Object.entries(earlier.data.statements) : []);
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

  details(): HeartbeatDetails {
    return { statements: Object.fromEntries(this.#queryIds) };
  }
}
