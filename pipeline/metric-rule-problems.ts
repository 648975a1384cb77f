import { decimalSum } from './decimal.js';
import { gainRuleProblems } from './gain-rule-problems.js';
import { GAIN_RULES } from './gain-rules.js';
import type { MetricRule } from './gate-policy.js';
import type { GatePolicyProblem, PolicyPath } from './gate-policy-problems.js';
import type { JudgedMetric } from './judged-metric.js';

/** What to write where the other direction is better: a floor under log_loss would reject the better models. */
const INSTEAD = {
  min: 'max, or suspiciousBelow for a score too good to be true',
  max: 'min, or suspiciousAbove for a score too good to be true',
  suspiciousAbove: 'suspiciousBelow',
  suspiciousBelow: 'suspiciousAbove',
} as const;
const FOR_HIGHER = ['min', 'suspiciousAbove'] as const;
const FOR_LOWER = ['max', 'suspiciousBelow'] as const;

/** A metric whose range the policy's cost matrix may have given. */
export interface RangedMetric extends JudgedMetric {
  /** Where the matrix stands. */
  readonly costs?: PolicyPath;
}

/** What is wrong in the rules of one metric, which stand at `place`. */
export function metricRuleProblems(
  place: PolicyPath,
  metric: RangedMetric,
  rules: MetricRule,
): GatePolicyProblem[] {
  if (Object.keys(rules).length === 0) return [emptyRule(place, metric)];
  const misplaced = directionProblems(place, metric, rules);
  if (misplaced.length > 0) return misplaced;
  return [
    ...rangeProblems(place, metric, rules),
    ...gainRuleProblems(place, metric, rules),
    ...contradictions(place, rules),
    ...idleConfidence(place, rules),
  ];
}

function emptyRule(path: PolicyPath, { direction }: JudgedMetric): GatePolicyProblem {
  return {
    path,
    found: 'an empty rule',
    expected: `a rule such as { ${direction === 'higher' ? 'min' : 'max'}: 0.75 }`,
    advice: 'A metric without a rule is reported all the same: leave it out.',
  };
}

function directionProblems(
  place: PolicyPath,
  { name, direction }: JudgedMetric,
  rules: MetricRule,
): GatePolicyProblem[] {
  const wrong = direction === 'higher' ? FOR_LOWER : FOR_HIGHER;
  return wrong
    .filter((rule) => rules[rule] !== undefined)
    .map((rule) => ({
      path: [...place, rule],
      found: `${rule} for ${name}`,
      expected: INSTEAD[rule],
      advice: `A ${direction} ${name} is the better one.`,
    }));
}

const BOUNDS = [...FOR_HIGHER, ...FOR_LOWER] as const;
const AMOUNTS = ['maxLoss', 'requiredGain', 'suspiciousGain'] as const;

/** 75 in the place of 0.75 would reject everything, and 95 as suspicious would never bite. */
function rangeProblems(
  place: PolicyPath,
  { lowest, highest, costs }: RangedMetric,
  rules: MetricRule,
): GatePolicyProblem[] {
  const isShare = lowest === 0 && highest === 1 && costs === undefined;
  const advice = isShare
    ? 'Write shares, not per cent: 0.75 for 75 %.'
    : 'Between the lowest and the highest score that there can be.';
  const width = [lowest, highest].every(Number.isFinite)
    ? decimalSum(highest, -lowest)
    : Number.POSITIVE_INFINITY;
  return [
    ...outside(place, rules, BOUNDS, { lowest, highest, advice, costs }),
    ...outside(place, rules, AMOUNTS, { lowest: 0, highest: width, advice, costs }),
  ];
}

interface Range extends Pick<RangedMetric, 'lowest' | 'highest'> {
  readonly advice: string;
  readonly costs: PolicyPath | undefined;
}

function outside(
  place: PolicyPath,
  rules: MetricRule,
  names: readonly (keyof MetricRule)[],
  { lowest, highest, advice, costs }: Range,
): GatePolicyProblem[] {
  return names.flatMap((rule) => {
    const threshold = rules[rule];
    if (threshold === undefined || (threshold >= lowest && threshold <= highest)) return [];
    const range = rangeText(lowest, highest);
    const problem = { path: [...place, rule], found: `the number ${threshold}`, advice };
    return costs === undefined
      ? [{ ...problem, expected: range }]
      : [{ ...problem, besides: costs, expected: `${range} by the costs` }];
  });
}

function rangeText(lowest: number, highest: number): string {
  if (highest === Number.POSITIVE_INFINITY) return `at least ${lowest}`;
  return lowest === Number.NEGATIVE_INFINITY ? `at most ${highest}` : `${lowest} to ${highest}`;
}

/** Pairs of which the first has to be less than the second, for any score to pass both. */
const NEEDS_ROOM = [
  ['min', 'suspiciousAbove'],
  ['suspiciousBelow', 'max'],
  ['requiredGain', 'suspiciousGain'],
  ['requiredRelativeGain', 'suspiciousRelativeGain'],
] as const;

function contradictions(place: PolicyPath, rules: MetricRule): GatePolicyProblem[] {
  const advice = 'Hardly any score could pass; widen one of the two.';
  return NEEDS_ROOM.flatMap(([less, more]) => {
    const [lower, upper] = [rules[less], rules[more]];
    if (lower === undefined || upper === undefined || lower < upper) return [];
    const rule = less === 'suspiciousBelow' ? less : more;
    const besides = [...place, rule === less ? more : less];
    const expected = rule === less ? `less than ${more}, ${upper}` : `more than ${less}, ${lower}`;
    const found = `the number ${rules[rule]}`;
    return [{ path: [...place, rule], besides, found, expected, advice }];
  });
}

/** By itself a confidence says nothing to be sure of. */
function idleConfidence(place: PolicyPath, rules: MetricRule): GatePolicyProblem[] {
  const { confidence } = rules;
  if (confidence === undefined || GAIN_RULES.some((rule) => rules[rule] !== undefined)) return [];
  return [
    {
      path: [...place, 'confidence'],
      found: `confidence ${confidence} by itself`,
      expected: `one of ${GAIN_RULES.join(', ')} beside it`,
      advice: 'requiredGain: 0 with it asks for a model that is surely better.',
    },
  ];
}
