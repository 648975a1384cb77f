import type { GatePolicy } from './gate-policy.js';
import type { GatePolicyProblem } from './gate-policy-problems.js';
import { builtInMetric } from './metrics.js';
import { CHECKS } from './verdict.js';

/** Names that mean something else already, and ranges without a score in them. */
export function customMetricProblems({
  metrics,
}: Pick<GatePolicy, 'metrics'>): GatePolicyProblem[] {
  return Object.entries(metrics ?? {}).flatMap(([name, { lowest, highest }]) => {
    const path = ['metrics', name];
    if (builtInMetric(name) !== undefined || CHECKS.some((check) => check === name)) {
      const found = `${name}, which is a metric or a check of Ratchet's`;
      const advice = 'Rename the function in metrics.py and here.';
      return [{ path, found, expected: 'another name', advice }];
    }
    if (lowest === undefined || highest === undefined || lowest < highest) return [];
    return [
      {
        path: [...path, 'highest'],
        besides: [...path, 'lowest'],
        found: `the number ${highest}`,
        expected: `more than lowest, ${lowest}`,
        advice: 'No score could stand between them.',
      },
    ];
  });
}
