import { DEFAULT_CHECKS } from './check-policy.js';
import { CHANCE, checkResult, isByChance, unmeasured } from './check-result.js';
import { decimalSum, signOfSum, type Term } from './decimal.js';
import type { Evidence } from './evidence.js';
import type { GatePolicy } from './gate-policy.js';
import type { Score } from './metrics.js';
import { movedLabel, type MovedLabel } from './moved-label.js';
import { numberText, scoreText, shareText } from './score-text.js';
import type { RuleResult } from './verdict.js';

/**
 * Whether the held-out rows have as many positive ones as the training rows, and these as many as those of the live
 * version; of several labels, the one whose share changes most tells for all, of the hold-out and of the live version. Of a regression only when asked for: a mean may be near 0, and every change a large share of it.
 */
export function judgeLabelRate(evidence: Evidence, policy: GatePolicy): RuleResult[] {
  const { labelRate, liveLabelRate: live, task } = evidence;
  const asked = policy.checks?.labelRate;
  const { changeAbove, on } = asked ?? DEFAULT_CHECKS.labelRate;
  const isMean = task === 'regression';
  const rule = `a change of at most ${changeAbove}`;
  const check = { subject: 'label_rate', rule, on } as const;
  if (labelRate === undefined || (isMean && asked === undefined)) {
    return asked === undefined ? [] : [unmeasured(check, 'label rate')];
  }
  const { label, train, test, byChance } = labelRate;
  if (!isNumber(train) || !isNumber(test) || !isNumber(changeAbove)) {
    const reason = `The label rate is ${scoreText(train)} in training and ${scoreText(test)} in the hold-out: the check cannot be judged.`;
    return [checkResult({ ...check, found: test, holds: false, reason })];
  }
  /** What is left of the change that is allowed, as terms of an exact sum. */
  const leftOf = (one: number, other: number): readonly Term[] => {
    const change = other < one ? [other, -one] : [one, -other];
    return [...change, isMean ? [changeAbove, Math.abs(one)] : changeAbove];
  };
  const found = isMean
    ? `The mean of the target is ${numberText(train, test)} in training and ${numberText(test, train)} in the hold-out`
    : `${shareText(train, test)} of the training rows are ${label === undefined ? 'positive' : JSON.stringify(label)}, and ${shareText(test, train)} of the held-out rows`;
  const moved = movedLabel(evidence);
  const before = [
    ...(live === undefined
      ? []
      : [`; version ${live.version} was trained on ${rateText(live.train, isMean)}`]),
    ...(moved === null ? [] : [movedText(moved)]),
  ].join('');
  const bound = isMean ? `${shareText(changeAbove)} of it` : String(changeAbove);
  const left = leftOf(train, test);
  const isUsual = keepsTo(left);
  const isMet = isUsual || isByChance(Math.abs(train - test), byChance);
  // A live version without a number has nothing to differ from; its own evidence was judged on that.
  const leftOfLive = [
    ...(isNumber(live?.train) ? [leftOf(live.train, train)] : []),
    ...(moved === null ? [] : [leftOf(moved.live, moved.now)]),
  ];
  const holds = isMet && leftOfLive.every(keepsTo);
  const isLuck = isMet && !isUsual;
  const reason = `${found}${before}; a change of at most ${bound} is expected${holds && isLuck ? CHANCE : ''}.`;
  const margins = [...(isLuck ? [] : [left]), ...leftOfLive].map((terms) => decimalSum(...terms));
  const margin = holds && isLuck ? {} : { margin: Math.min(...margins) };
  return [checkResult({ ...check, found: test, holds, reason, ...margin })];
}

/** Whether some of the change that is allowed is left, or just none. */
function keepsTo(left: readonly Term[]): boolean {
  return signOfSum(...left) >= 0;
}

function movedText({ version, label, live, now }: MovedLabel): string {
  return `; of the rows that version ${version} was trained on ${shareText(live, now)} were ${JSON.stringify(label)}, and of those of this candidate ${shareText(now, live)}`;
}

function rateText(rate: Score, isMean: boolean): string {
  return isNumber(rate) && !isMean ? shareText(rate) : scoreText(rate);
}

function isNumber(value: unknown): value is number {
  return typeof value === 'number' && Number.isFinite(value);
}
