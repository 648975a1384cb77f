import { decimalSum, signOfSum } from './decimal.js';
import type { MetricRule } from './gate-policy.js';
import type { GatePolicyProblem, PolicyPath } from './gate-policy-problems.js';
import type { JudgedMetric } from './judged-metric.js';
import { numberText } from './score-text.js';

/**
 * Rules about the gain that no pair of scores in the metric's range can keep to, or break. `keepsTo` (gain-rules.ts) says
 * what they mean; where a single champion could still tell, nothing is found here.
 */
export function gainRuleProblems(
  place: PolicyPath,
  metric: JudgedMetric,
  rules: MetricRule,
): GatePolicyProblem[] {
  return [
    ...lossShareProblems(place, rules),
    ...gainShareProblems(place, metric, rules),
    ...amountBesideShare(place, metric, rules),
    ...shareBesideAmount(place, metric, rules),
  ];
}

/** Whoever writes 2 for a loss means 2 %: no policy lets a score get worse by more than all of itself. */
function lossShareProblems(
  place: PolicyPath,
  { maxRelativeLoss }: MetricRule,
): GatePolicyProblem[] {
  if (maxRelativeLoss === undefined || maxRelativeLoss <= 1) return [];
  return [
    {
      path: [...place, 'maxRelativeLoss'],
      found: `the number ${maxRelativeLoss}`,
      expected: "0 to 1, a share of the champion's score",
      advice: 'Write shares, not per cent: 0.02 for 2 %.',
    },
  ];
}

/** A loss cannot fall by more than all of itself: more is never reached, and as much never too good to be true. */
function gainShareProblems(
  place: PolicyPath,
  metric: JudgedMetric,
  { requiredRelativeGain, suspiciousRelativeGain }: MetricRule,
): GatePolicyProblem[] {
  const most = largestShare(metric);
  if (most === null) return [];
  const problem = (rule: string, share: number, expected: string) => ({
    path: [...place, rule],
    found: `the number ${share}`,
    expected,
    advice: `No ${metric.name} gains more than ${numberText(most.share)} of the champion's score. Write shares, not per cent: 0.2 for 20 %.`,
  });
  const text = numberText(most.share);
  return [
    ...(requiredRelativeGain !== undefined && most.compare(requiredRelativeGain) > 0
      ? [problem('requiredRelativeGain', requiredRelativeGain, `at most ${text}`)]
      : []),
    ...(suspiciousRelativeGain !== undefined && most.compare(suspiciousRelativeGain) >= 0
      ? [problem('suspiciousRelativeGain', suspiciousRelativeGain, `less than ${text}`)]
      : []),
  ];
}

/** The largest gain that there can be, as a share of the champion's score. */
interface LargestShare {
  readonly share: number;
  /** Below 0 for a smaller share, above 0 for a larger one; exact where the division is not. */
  readonly compare: (share: number) => -1 | 0 | 1;
}

/** Null where a champion may be as near to 0 as it likes, so that no share is too large: unless all scores have one sign. */
function largestShare({ direction, lowest, highest }: JudgedMetric): LargestShare | null {
  const [worst, best] = direction === 'higher' ? [lowest, highest] : [highest, lowest];
  const isOfOneSign = (worst > 0 && best >= 0) || (worst < 0 && best <= 0);
  if (!isOfOneSign || !Number.isFinite(best)) return null;
  // The larger the champion, the nearer to all of it, however good the best score is.
  if (!Number.isFinite(worst)) return { share: 1, compare: (share) => signOfSum(share, -1) };
  const room = Math.abs(decimalSum(best, -worst));
  const size = Math.abs(worst);
  return { share: room / size, compare: (share) => signOfSum([share, size], -room) };
}

/** The champion of the largest score that can gain so much decides: what is too much for it is too much for all. */
function amountBesideShare(
  place: PolicyPath,
  metric: JudgedMetric,
  { requiredGain = 0, suspiciousRelativeGain: share }: MetricRule,
): GatePolicyProblem[] {
  if (share === undefined || requiredGain === 0) return [];
  const largest = largestThatCanGain(metric, requiredGain);
  const isBelieved = Number.isFinite(largest)
    ? signOfSum([share, largest], -requiredGain) >= 0
    : share > 0;
  if (isBelieved) return [];
  const advice = Number.isFinite(largest)
    ? `A champion that can gain so much has at most ${numberText(largest)}, of which this is less; raise one, or lower the other.`
    : 'With 0 no gain is believed.';
  return [
    disbelief([...place, 'suspiciousRelativeGain'], share, 'requiredGain', requiredGain, advice),
  ];
}

/** Without its sign. */
function largestThatCanGain({ direction, lowest, highest }: JudgedMetric, gain: number): number {
  const ends =
    direction === 'higher' ? [lowest, less(highest, gain)] : [less(lowest, -gain), highest];
  return Math.max(...ends.map(Math.abs));
}

function less(end: number, gain: number): number {
  return Number.isFinite(end) ? decimalSum(end, -gain) : end;
}

/** A champion near 0 makes any share small, but a share of gain is more than no gain. */
function shareBesideAmount(
  place: PolicyPath,
  { lowest, highest }: JudgedMetric,
  { requiredRelativeGain: share = 0, suspiciousGain }: MetricRule,
): GatePolicyProblem[] {
  if (suspiciousGain === undefined || share === 0) return [];
  const smallest = lowest <= 0 && highest >= 0 ? 0 : Math.min(Math.abs(lowest), Math.abs(highest));
  const isBelieved = suspiciousGain > 0 && signOfSum([share, smallest], -suspiciousGain) <= 0;
  if (isBelieved) return [];
  const advice =
    suspiciousGain === 0
      ? 'With 0 no gain is believed.'
      : `No champion has less than ${numberText(smallest)}, of which the share is more.`;
  return [
    disbelief([...place, 'suspiciousGain'], suspiciousGain, 'requiredRelativeGain', share, advice),
  ];
}

function disbelief(
  path: PolicyPath,
  bound: number,
  asked: 'requiredGain' | 'requiredRelativeGain',
  amount: number,
  advice: string,
): GatePolicyProblem {
  return {
    path,
    besides: [...path.slice(0, -1), asked],
    found: `the number ${bound}`,
    expected: `enough to believe ${asked}, ${amount}`,
    advice,
  };
}
