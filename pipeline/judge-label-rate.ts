import { DEFAULT_CHECKS } from './check-policy.js';
import { checkResult, isByChance, isNumber, unmeasured } from './check-result.js';
import { decimalSum, signOfSum, type Term } from './decimal.js';
import type { Evidence } from './evidence.js';
import type { GatePolicy } from './gate-policy.js';
import { movedLabel, type MovedLabel } from './moved-label.js';
import { numberText, scoreText, shareText } from './score-text.js';
import type { RuleResult } from './verdict.js';

/**
 * Whether the held-out rows have as many positive ones as the training rows, and these as many as those of the live
 * version; of several labels the one whose share changes most tells for all. Of a regression only when asked for: a mean
 * may be near 0, and every change a large share of it.
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
  const leftOf = (before: number, after: number) =>
    leftOfChange(changeAbove, isMean, before, after);
  const moved = movedLabel(evidence);
  const left = leftOf(train, test);
  // A live version without a number has nothing to differ from; its own evidence was judged on that.
  const leftOfLive = [
    ...(isNumber(live?.train) ? [leftOf(live.train, train)] : []),
    ...(moved === null ? [] : [leftOf(moved.live, moved.now)]),
  ];
  const isLuck = !keepsTo(left) && isByChance(Math.abs(train - test), byChance);
  const judged = isLuck ? leftOfLive : [left, ...leftOfLive];
  const holds = judged.every(keepsTo);
  const bound = isMean ? `${shareText(changeAbove)} of it` : String(changeAbove);
  const found = isMean ? meanText(train, test) : rateText(label, train, test);
  const reason = `${found}${liveText(live, isMean)}${movedText(moved)}; a change of at most ${bound} is expected.`;
  const margin = Math.min(...judged.map((terms) => decimalSum(...terms)));
  return [checkResult({ ...check, found: test, holds, isLuck: isLuck && holds, reason, margin })];
}

/** What is left of the change that is allowed, as terms of an exact sum: of a mean, `changeAbove` is a share of it. */
function leftOfChange(
  changeAbove: number,
  isMean: boolean,
  before: number,
  after: number,
): readonly Term[] {
  const change = after < before ? [after, -before] : [before, -after];
  return [...change, isMean ? [changeAbove, Math.abs(before)] : changeAbove];
}

/** Whether some of the change that is allowed is left, or just none. */
function keepsTo(left: readonly Term[]): boolean {
  return signOfSum(...left) >= 0;
}

function meanText(train: number, test: number): string {
  return `The mean of the target is ${numberText(train, test)} in training and ${numberText(test, train)} in the hold-out`;
}

function rateText(label: string | undefined, train: number, test: number): string {
  const what = label === undefined ? 'positive' : JSON.stringify(label);
  return `${shareText(train, test)} of the training rows are ${what}, and ${shareText(test, train)} of the held-out rows`;
}

function liveText(live: Evidence['liveLabelRate'], isMean: boolean): string {
  if (live === undefined) return '';
  const { version, train } = live;
  const rate = isNumber(train) && !isMean ? shareText(train) : scoreText(train);
  return `; version ${version} was trained on ${rate}`;
}

function movedText(moved: MovedLabel | null): string {
  if (moved === null) return '';
  const { version, label, live, now } = moved;
  return `; of the rows that version ${version} was trained on ${shareText(live, now)} were ${JSON.stringify(label)}, and of those of this candidate ${shareText(now, live)}`;
}
