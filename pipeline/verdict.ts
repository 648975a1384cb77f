import type { MetricName, Score } from './metrics.js';

/** Checks of the evidence itself, which no policy switches off. */
export type EvidenceCheck = 'hold_out' | 'entity_overlap' | 'repeated_entities' | 'duplicate_rows';

/** `not-judged`: a rule against the champion when there is none. */
export type RuleVerdict = 'passed' | 'held' | 'rejected' | 'not-judged';

/** One rule applied to one number, as the gate table shows it. */
export interface RuleResult {
  /** What the rule is about; `policy` when the policy has nothing to judge by. */
  readonly subject: MetricName | EvidenceCheck | 'policy';
  /** The rule in words, for example `at least 0.75`. */
  readonly rule: string;
  readonly candidate: Score;
  readonly champion: Score;
  readonly result: RuleVerdict;
  /** One sentence with the numbers; what a person reads first. */
  readonly reason: string;
}

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
