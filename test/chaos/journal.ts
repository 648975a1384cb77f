/** One thing that happened; `atMs` counts from the seed's start. */
export interface JournalEntry {
  readonly atMs: number;
  readonly text: string;
}

/** What was done to a seed and what came of it, in its order. */
export class Journal {
  readonly entries: JournalEntry[] = [];
  readonly #startedMs = Date.now();

  note(text: string): void {
    this.entries.push({ atMs: Date.now() - this.#startedMs, text });
  }
}
