import { brokenResult, type CheckConsequence } from './check-consequence.js';
import { decimalSum, signOfSum } from './decimal.js';
import type { Score } from './metrics.js';
import { marginIn, type Check, type RuleResult } from './verdict.js';

const CHANCE = ', and so few held-out rows have more by chance.';

/** A check of the evidence, judged. */
export interface Judgement {
  readonly subject: Check;
  readonly rule: string;
  readonly on: CheckConsequence;
  readonly found: Score;
  readonly holds: boolean;
  /** Whether it holds by chance alone, as few rows let it: the reason is made to say so, and no margin is kept. */
  readonly isLuck?: boolean;
  /** A sentence. */
  readonly reason: string;
  /** None where there is no bound to measure from. */
  readonly margin?: number;
}

/** The row of the gate's table for it. */
export function checkResult({ subject, rule, on, found, ...judged }: Judgement): RuleResult {
  const { holds, isLuck = false, margin = Number.NaN } = judged;
  const result = holds ? 'passed' : brokenResult(on);
  const reason = isLuck ? judged.reason.replace(/\.$/, CHANCE) : judged.reason;
  const distance = marginIn(isLuck ? Number.NaN : margin);
  return { subject, rule, candidate: found, champion: null, result, reason, ...distance };
}

/** The margin of a check whose number may not be above the bound; none of what is no number. */
export function marginBelow(found: Score, bound: number): Pick<Judgement, 'margin'> {
  return isNumber(found) && isNumber(bound) ? { margin: decimalSum(bound, -found) } : {};
}

/** A check that was asked for by name and has nothing to be judged on. */
export function unmeasured(
  check: Pick<Judgement, 'subject' | 'rule' | 'on'>,
  what: string,
): RuleResult {
  const reason = `The evidence has no ${what}: the check cannot be judged.`;
  return checkResult({ ...check, found: null, holds: false, reason });
}

/** Whether a small hold-out has so much of it by chance alone. Evidence of before does not tell what chance brings about. */
export function isByChance(found: Score, byChance: Score | undefined): boolean {
  return typeof byChance === 'number' && isWithin(found, byChance);
}

/** Whether a number is one, and not above the bound; both as the decimals that they are written as. */
export function isWithin(found: Score, bound: number): found is number {
  return isNumber(found) && isNumber(bound) && signOfSum(bound, -found) >= 0;
}

/** Whether something can be reckoned with: a finite number. */
export function isNumber(value: unknown): value is number {
  return typeof value === 'number' && Number.isFinite(value);
}
