import { z } from 'zod';

import type { GatePolicy } from './gate-policy.js';
import type { GatePolicyProblem } from './gate-policy-problems.js';

/** Filled in by the schema where the policy says nothing. */
const DEFAULT_DUPLICATE_ROWS = 0.05;

/** A policy, before defaults, that says itself how many rows may repeat. */
const sayingShare = z.object({ leakage: z.object({ maxDuplicateRowsShare: z.number() }) });

/** The evidence has ten features, of those that tell most and of identifiers: one that is not excepted has to be among them. */
const MOST_EXCEPTED = 9;

/** Checks that contradict another part of the policy, or could not see what they are for. */
export function checkProblems(policy: GatePolicy, written: unknown): GatePolicyProblem[] {
  return [...duplicateRowsProblems(policy, written), ...exceptedProblems(policy)];
}

function exceptedProblems({ checks }: GatePolicy): GatePolicyProblem[] {
  return (['singleFeature', 'identifier'] as const).flatMap((check) => {
    const excepted = new Set(checks?.[check]?.except).size;
    if (excepted <= MOST_EXCEPTED) return [];
    return [
      {
        path: ['checks', check, 'except'],
        found: `${excepted} features`,
        expected: `at most ${MOST_EXCEPTED}`,
        advice: 'Only ten features are looked at: behind so many, another one would hide.',
      },
    ];
  });
}

function duplicateRowsProblems(
  { leakage, checks }: GatePolicy,
  written: unknown,
): GatePolicyProblem[] {
  const { duplicateRows } = checks ?? {};
  const elsewhere = leakage.maxDuplicateRowsShare;
  const isWritten = elsewhere !== DEFAULT_DUPLICATE_ROWS || sayingShare.safeParse(written).success;
  if (duplicateRows === undefined || !isWritten || elsewhere === duplicateRows.above) return [];
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
