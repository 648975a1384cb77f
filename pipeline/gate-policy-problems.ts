import { GAIN_RULES } from './gain-rules.js';
import { judgedMetrics, type GatePolicy, type MetricRule } from './gate-policy.js';
import { highestScore, METRIC_DIRECTIONS, METRIC_NAMES, type MetricName } from './metrics.js';

/** One thing wrong in a policy whose parts are each of the right type. */
export interface GatePolicyProblem {
  readonly metric: MetricName;
  /** Null when it is the metric's whole rule that is wrong. */
  readonly rule: keyof MetricRule | null;
  /** The rule that it contradicts, when it is right by itself. */
  readonly against?: keyof MetricRule;
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
      return [
        ...rangeProblems(metric, rules),
        ...contradictions(metric, rules),
        ...idleConfidence(metric, rules),
      ];
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
  const scores = RULES_ON_SCORES.flatMap((rule) => {
    const threshold = rules[rule];
    if (threshold === undefined || (threshold >= 0 && threshold <= highest)) return [];
    const advice = 'Write shares, not per cent: 0.75 for 75 %.';
    return [{ metric, rule, found: `the number ${threshold}`, expected: range, advice }];
  });
  return [...scores, ...shareProblems(metric, rules)];
}

const RULES_ON_SCORES = [
  ...FOR_HIGHER,
  ...FOR_LOWER,
  'maxLoss',
  'requiredGain',
  'suspiciousGain',
] as const;

/** A gain may be many times the champion's score; whoever writes 2 for a loss means 2 %. */
function shareProblems(metric: MetricName, rules: MetricRule): GatePolicyProblem[] {
  const { maxRelativeLoss: share } = rules;
  if (share === undefined || share <= 1) return [];
  return [
    {
      metric,
      rule: 'maxRelativeLoss',
      found: `the number ${share}`,
      expected: "0 to 1, a share of the champion's score",
      advice: 'Write shares, not per cent: 0.02 for 2 %.',
    },
  ];
}

/** Pairs of which the first has to be less than the second, for any score to pass both. */
const NEEDS_ROOM = [
  ['min', 'suspiciousAbove'],
  ['suspiciousBelow', 'max'],
  ['requiredGain', 'suspiciousGain'],
  ['requiredRelativeGain', 'suspiciousRelativeGain'],
] as const;

function contradictions(metric: MetricName, rules: MetricRule): GatePolicyProblem[] {
  const advice = 'Hardly any score could pass; widen one of the two.';
  return NEEDS_ROOM.flatMap(([less, more]) => {
    const [lower, upper] = [rules[less], rules[more]];
    if (lower === undefined || upper === undefined || lower < upper) return [];
    const rule = less === 'suspiciousBelow' ? less : more;
    const against = rule === less ? more : less;
    const expected = rule === less ? `less than ${more}, ${upper}` : `more than ${less}, ${lower}`;
    return [{ metric, rule, against, found: `the number ${rules[rule]}`, expected, advice }];
  });
}

/** By itself a confidence says nothing to be sure of. */
function idleConfidence(metric: MetricName, rules: MetricRule): GatePolicyProblem[] {
  const { confidence } = rules;
  if (confidence === undefined || GAIN_RULES.some((rule) => rules[rule] !== undefined)) return [];
  return [
    {
      metric,
      rule: 'confidence',
      found: `confidence ${confidence} by itself`,
      expected: `one of ${GAIN_RULES.join(', ')} beside it`,
      advice: 'requiredGain: 0 with it asks for a model that is surely better.',
    },
  ];
}
