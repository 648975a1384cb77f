import type { Ledger } from './ledger.js';
import type { TaggedStatement } from './statements.js';
import type { ObservedWorkflow } from './workflows.js';

/** A function of the schema, by name. */
export interface ObservedFunction {
  readonly name: string;
  readonly comment: string;
}

/** One call of a serving function. */
export interface Probe {
  readonly model: string;
  readonly startedMs: number;
  readonly endedMs: number;
  /** What came back, a value for each row that was asked for; null when the call failed. */
  readonly values: readonly (string | null)[] | null;
  /** What Snowflake said instead; null when the call succeeded. */
  readonly error: string | null;
}

/** What a version's own function gives for the rows that the prober asks for. */
export interface VersionAnswer {
  readonly model: string;
  readonly version: number;
  readonly values: readonly (string | null)[];
}

/** Something that a person can read, in which no secret may stand. */
export interface Text {
  readonly name: string;
  readonly text: string;
}

/** All that can be seen of Ratchet from outside, once nothing is under way any more. */
export interface Observed {
  readonly ledger: Ledger;
  readonly workflows: readonly ObservedWorkflow[];
  readonly statements: readonly TaggedStatement[];
  readonly functions: readonly ObservedFunction[];
  /** sha256 in hex of the cards in the stage, by artifact location; null for an artifact that is not whole. */
  readonly artifacts: ReadonlyMap<string, string | null>;
  readonly probes: readonly Probe[];
  readonly versionAnswers: readonly VersionAnswer[];
  /** Words that stand for secrets and for rows of data. */
  readonly canaries: readonly string[];
  /** Histories aside: logs and what commands wrote. */
  readonly texts: readonly Text[];
  /** Runs whose statements were tampered with so that a second training could not be avoided, only not count. */
  readonly mayTrainAgain: ReadonlySet<string>;
}
