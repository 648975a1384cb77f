import { checkProblems } from './check-problems.js';
import { costProblems } from './cost-problems.js';
import { customMetricProblems } from './custom-metric-problems.js';
import { dataCheckProblems } from './data-check-problems.js';
import type { GatePolicy, MetricRule } from './gate-policy.js';
import { judgedMetric } from './judged-metric.js';
import { metricRuleProblems, type RangedMetric } from './metric-rule-problems.js';

/** Where in the policy something stands. */
export type PolicyPath = readonly (string | number)[];

/** One thing wrong in a policy whose parts are each of the right type. */
export interface GatePolicyProblem {
  readonly path: PolicyPath;
  /** What it contradicts, when it is right by itself. */
  readonly besides?: PolicyPath;
  readonly found: string;
  readonly expected: string;
  readonly advice: string;
}

/**
 * Rules that can never hold, can never bite, or stand the wrong way round; empty when there is nothing of the kind.
 * `written` is the policy before defaults were filled in, where it is known: only what a person wrote contradicts.
 */
export function gatePolicyProblems(
  policy: GatePolicy,
  written?: unknown,
): readonly GatePolicyProblem[] {
  return [
    ...customMetricProblems(policy),
    ...costProblems(policy),
    ...rulesProblems(['rules'], policy.rules, policy),
    ...(policy.slices ?? []).flatMap(({ rules }, index) =>
      rulesProblems(['slices', index, 'rules'], rules, policy),
    ),
    ...slicedTwice(policy),
    ...checkProblems(policy, written),
    ...dataCheckProblems(policy),
  ];
}

/** Of metrics that are known; of others nothing can be said here. */
function rulesProblems(
  place: PolicyPath,
  rules: Readonly<Record<string, MetricRule>>,
  policy: GatePolicy,
): GatePolicyProblem[] {
  return Object.entries(rules).flatMap(([name, rule]) => {
    const metric = rangedMetric(name, policy);
    return metric === null ? [] : metricRuleProblems([...place, name], metric, rule);
  });
}

/** The gate itself takes any cost, since a replay may hold a policy with one matrix against evidence of another. */
function rangedMetric(name: string, policy: GatePolicy): RangedMetric | null {
  const metric = judgedMetric(name, policy);
  if (metric === null || name !== 'cost' || policy.cost === undefined) return metric;
  const costs = Object.values(policy.cost);
  return { ...metric, lowest: Math.min(...costs), highest: Math.max(...costs), costs: ['cost'] };
}

/** Of two floors for one slice the lower would say nothing; the schema has put both names in capital letters. */
function slicedTwice({ slices = [] }: GatePolicy): GatePolicyProblem[] {
  const columns = slices.map(({ by }) => by);
  return columns.flatMap((column, index) => {
    const first = columns.indexOf(column);
    if (first === index) return [];
    return [
      {
        path: ['slices', index, 'by'],
        besides: ['slices', first, 'by'],
        found: `${column} a second time`,
        expected: `another column than the ${column}`,
        advice: 'Write all rules for the slices of a column into one entry.',
      },
    ];
  });
}
