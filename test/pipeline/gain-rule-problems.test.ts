import { describe, expect, it } from 'vitest';

import { CHAMPION_RULES, keepsTo } from '../../pipeline/gain-rules.js';
import type { MetricRule } from '../../pipeline/gate-policy.js';
import { gatePolicyProblems } from '../../pipeline/gate-policy-problems.js';
import { policyOf } from '../support/evidence.js';

const TENTHS = Array.from({ length: 11 }, (_, index) => index / 10);
const PAIRS = TENTHS.flatMap((candidate) =>
  TENTHS.map((champion) => [candidate, champion] as const),
);

type Gain = readonly [gain: readonly number[], champion: number];
const GAINS: Readonly<Record<'accuracy' | 'brier', readonly Gain[]>> = {
  accuracy: PAIRS.map(([candidate, champion]) => [[candidate, -champion], champion]),
  brier: PAIRS.map(([candidate, champion]) => [[champion, -candidate], champion]),
};

function keepsToAll(rules: MetricRule, [gain, champion]: Gain): boolean {
  return CHAMPION_RULES.every((rule) => {
    const amount = rules[rule];
    return amount === undefined || keepsTo({ rule, amount }, gain, champion);
  });
}

function isRefused(metric: string, rules: MetricRule): boolean {
  return gatePolicyProblems(policyOf({ [metric]: rules })).length > 0;
}

/** The scores in tenths have the champion that decides among them: of the largest score, or of 0. */
describe.each(['accuracy', 'brier'] as const)('rules on the gain of %s', (metric) => {
  it.each([
    ['requiredGain', 'suspiciousRelativeGain'],
    ['requiredRelativeGain', 'suspiciousGain'],
  ] as const)('with %s and %s are refused where no score keeps to both', (asked, believed) => {
    for (const amount of TENTHS) {
      for (const bound of TENTHS.slice(0, -1)) {
        const rules = { [asked]: amount, [believed]: bound };
        const isPossible = GAINS[metric].some((gain) => keepsToAll(rules, gain));

        expect([rules, isRefused(metric, rules)]).toEqual([rules, !isPossible]);
      }
    }
  });

  it.each([0, 0.5, 0.9, 1, 1.1, 3])('with the share %s are refused for what cannot be', (share) => {
    const asked = { requiredRelativeGain: share };
    const believed = { suspiciousRelativeGain: share };

    expect(isRefused(metric, asked)).toBe(!GAINS[metric].some((gain) => keepsToAll(asked, gain)));
    expect(isRefused(metric, believed)).toBe(
      GAINS[metric].every((gain) => keepsToAll(believed, gain)),
    );
  });
});
