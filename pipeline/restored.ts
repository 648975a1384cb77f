/** A serving function that was not what the ledger says, and what became of it. */
export interface Restored {
  readonly model: string;
  /** The live version that it is to call. */
  readonly version: number;
  readonly fence: number;
  readonly functionName: string;
  /** What stood there, in words: nothing, an older version, a function of someone else's. */
  readonly found: string;
  /** Why it does not answer as the ledger says all the same; null when it does. */
  readonly problem: string | null;
}
