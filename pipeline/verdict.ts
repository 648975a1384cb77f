import type { MetricName, Score } from './metrics.js';

/** One rule applied to one number, as the gate table shows it. */
export interface RuleResult {
  /** A metric, or the name of a leakage check. */
  readonly subject: MetricName | LeakageCheck;
  /** The rule in words, for example `at least 0.75`. */
  readonly rule: string;
  readonly candidate: Score;
  readonly champion: Score;
  readonly result: 'passed' | 'held' | 'rejected';
  /** One sentence with the numbers; what a person reads first. */
  readonly reason: string;
}

export const LEAKAGE_CHECKS = ['entity_overlap', 'duplicate_rows', 'evidence'] as const;
export type LeakageCheck = (typeof LEAKAGE_CHECKS)[number];

interface Judged {
  readonly results: readonly RuleResult[];
}

export interface PassedVerdict extends Judged {
  readonly kind: 'passed';
}

/** Good enough by itself, but not against the champion: kept back. */
export interface HeldVerdict extends Judged {
  readonly kind: 'held';
  readonly reasons: readonly string[];
}

/** Must not serve, whatever the champion is. */
export interface RejectedVerdict extends Judged {
  readonly kind: 'rejected';
  readonly reasons: readonly string[];
}

export type Verdict = PassedVerdict | HeldVerdict | RejectedVerdict;
