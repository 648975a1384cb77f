import type { GatePolicy } from './gate-policy.js';
import type { GatePolicyProblem } from './gate-policy-problems.js';

/** The schema's default; who writes the same number into both has not contradicted themselves. */
const DEFAULT_DUPLICATE_ROWS = 0.05;

/** Checks that contradict another part of the policy. */
export function checkProblems({ leakage, checks }: GatePolicy): GatePolicyProblem[] {
  const { duplicateRows } = checks ?? {};
  const elsewhere = leakage.maxDuplicateRowsShare;
  if (duplicateRows === undefined || elsewhere === DEFAULT_DUPLICATE_ROWS) return [];
  if (elsewhere === duplicateRows.above) return [];
  return [
    {
      path: ['checks', 'duplicateRows'],
      besides: ['leakage', 'maxDuplicateRowsShare'],
      found: `duplicateRows above ${duplicateRows.above}`,
      expected: `the same as maxDuplicateRowsShare, ${elsewhere}`,
      advice: 'Both bound the same share: leave one of them out.',
    },
  ];
}
