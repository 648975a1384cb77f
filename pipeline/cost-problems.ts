import type { GatePolicy } from './gate-policy.js';
import type { GatePolicyProblem } from './gate-policy-problems.js';

/** A wrong answer has to cost more than the right one, or no threshold is the best. */
export function costProblems({ cost }: Pick<GatePolicy, 'cost'>): GatePolicyProblem[] {
  if (cost === undefined) return [];
  const pairs = [
    ['falsePositive', 'trueNegative'],
    ['falseNegative', 'truePositive'],
  ] as const;
  return pairs
    .filter(([wrong, right]) => cost[wrong] <= cost[right])
    .map(([wrong, right]) => ({
      path: ['cost', wrong],
      besides: ['cost', right],
      found: `the number ${cost[wrong]}`,
      expected: `more than ${right}, ${cost[right]}`,
      advice: 'A wrong answer costs more than the right one; a gain is below 0.',
    }));
}
