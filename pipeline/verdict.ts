import type { Score } from './metrics.js';

/** What is judged beside metrics, by the names under which it stands in the gate's results. */
export const CHECKS = [
  'hold_out',
  'entity_overlap',
  'repeated_entities',
  'duplicate_rows',
  'copied_rows',
  'single_feature',
  'identifier',
  'drift',
  'label_rate',
  'calibration',
  'golden_rows',
  'row_count',
  'freshness',
  'looks',
  'test_set_size',
  'policy',
] as const;
export type Check = (typeof CHECKS)[number];

/** `not-judged`: a rule against the champion when there is none, a slice too small. `warned` changes no verdict. */
export type RuleVerdict = 'passed' | 'warned' | 'held' | 'rejected' | 'not-judged';

/** One rule applied to one number, as the gate table shows it. */
export interface RuleResult {
  /**
   * The name of a metric or of a check, a slice and a metric (`slice CONTRACT = Two year · roc_auc`), or a column with a
   * contract (`column CONTRACT`).
   */
  readonly subject: string;
  /** The rule in words, for example `at least 0.75`. */
  readonly rule: string;
  readonly candidate: Score;
  readonly champion: Score;
  readonly result: RuleVerdict;
  /** One sentence with the numbers; what a person reads first. */
  readonly reason: string;
  /** How far the number is on the right side of the rule, in its own units: below 0 it is on the wrong one. */
  readonly margin?: number;
  /** Of the gain over the champion, where the rule asks for a confidence. */
  readonly interval?: ConfidenceInterval;
}

/** A margin as a result carries it: none when it is beyond all numbers, for JSON has no infinity. */
export function marginIn(margin: number): Pick<RuleResult, 'margin'> {
  return Number.isFinite(margin) ? { margin } : {};
}

/**
 * Between `low` and `high` in units of the metric, with a confidence such as 0.95; and how likely it is that the candidate
 * is better at all, 0 to 1, which a decision of before does not tell.
 */
export interface ConfidenceInterval {
  readonly confidence: number;
  readonly low: number;
  readonly high: number;
  readonly probabilityBetter?: number | undefined;
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

/** The verdict that the results make: rejected beats held, held beats passed. What warned is shown only. */
export function verdictOf(results: readonly RuleResult[]): Verdict {
  const rejected = reasonsOf(results, 'rejected');
  if (rejected.length > 0) return { kind: 'rejected', results, reasons: rejected };
  const held = reasonsOf(results, 'held');
  if (held.length > 0) return { kind: 'held', results, reasons: held };
  return { kind: 'passed', results };
}

function reasonsOf(results: readonly RuleResult[], verdict: RuleVerdict): string[] {
  return results.filter(({ result }) => result === verdict).map(({ reason }) => reason);
}
