import { judgedMetrics, type GatePolicy, type MetricRule } from './gate-policy.js';
import { highestScore, METRIC_DIRECTIONS, METRIC_NAMES, type MetricName } from './metrics.js';

/** One thing wrong in a policy whose parts are each of the right type. */
export interface GatePolicyProblem {
  readonly metric: MetricName;
  /** Null when it is the metric's whole rule that is wrong. */
  readonly rule: keyof MetricRule | null;
  readonly found: string;
  readonly expected: string;
  readonly advice: string;
}

/** What to write where the other direction is better: a floor under log_loss would reject the better models. */
const INSTEAD = {
  min: 'max, or suspiciousBelow for a score too good to be true',
  max: 'min, or suspiciousAbove for a score too good to be true',
  suspiciousAbove: 'suspiciousBelow',
  suspiciousBelow: 'suspiciousAbove',
} as const;
const FOR_HIGHER = ['min', 'suspiciousAbove'] as const;
const FOR_LOWER = ['max', 'suspiciousBelow'] as const;

/** Rules that can never hold, can never bite, or stand the wrong way round; empty when there is nothing of the kind. */
export function gatePolicyProblems(policy: GatePolicy): readonly GatePolicyProblem[] {
  const empty = METRIC_NAMES.filter((metric) => policy.rules[metric] !== undefined)
    .filter((metric) => !judgedMetrics(policy).includes(metric))
    .map(emptyRule);
  return [
    ...empty,
    ...judgedMetrics(policy).flatMap((metric) => {
      const rules = policy.rules[metric] ?? {};
      const misplaced = directionProblems(metric, rules);
      if (misplaced.length > 0) return misplaced;
      return [...rangeProblems(metric, rules), ...contradictions(metric, rules)];
    }),
  ];
}

function emptyRule(metric: MetricName): GatePolicyProblem {
  return {
    metric,
    rule: null,
    found: 'an empty rule',
    expected: `a rule such as { ${FOR_HIGHER[0]}: 0.75 }`,
    advice: 'A metric without a rule is reported all the same: leave it out.',
  };
}

function directionProblems(metric: MetricName, rules: MetricRule): GatePolicyProblem[] {
  const direction = METRIC_DIRECTIONS[metric];
  const wrong = direction === 'higher' ? FOR_LOWER : FOR_HIGHER;
  return wrong
    .filter((rule) => rules[rule] !== undefined)
    .map((rule) => ({
      metric,
      rule,
      found: `${rule} for ${metric}`,
      expected: INSTEAD[rule],
      advice: `A ${direction} ${metric} is the better one.`,
    }));
}

/** 75 in the place of 0.75 would reject everything, and 95 as suspicious would never bite. */
function rangeProblems(metric: MetricName, rules: MetricRule): GatePolicyProblem[] {
  const highest = highestScore(metric);
  const range = highest === Number.POSITIVE_INFINITY ? 'at least 0' : `0 to ${highest}`;
  return RULES.flatMap((rule) => {
    const threshold = rules[rule];
    if (threshold === undefined || (threshold >= 0 && threshold <= highest)) return [];
    const advice = 'Write shares, not per cent: 0.75 for 75 %.';
    return [{ metric, rule, found: `the number ${threshold}`, expected: range, advice }];
  });
}

const RULES = [...FOR_HIGHER, ...FOR_LOWER, 'maxLoss', 'requiredGain'] as const;

function contradictions(metric: MetricName, rules: MetricRule): GatePolicyProblem[] {
  const { min, max, suspiciousAbove, suspiciousBelow } = rules;
  const advice = 'Hardly any score could pass; widen one of the two.';
  const above = { metric, rule: 'suspiciousAbove', advice } as const;
  const below = { metric, rule: 'suspiciousBelow', advice } as const;
  return [
    ...(min !== undefined && suspiciousAbove !== undefined && suspiciousAbove <= min
      ? [{ ...above, found: `the number ${suspiciousAbove}`, expected: `more than min, ${min}` }]
      : []),
    ...(max !== undefined && suspiciousBelow !== undefined && suspiciousBelow >= max
      ? [{ ...below, found: `the number ${suspiciousBelow}`, expected: `less than max, ${max}` }]
      : []),
  ];
}
