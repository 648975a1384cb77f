import { isChampionRule, withoutChampionRules } from '../../pipeline/gain-rules.js';
import type { GatePolicy, MetricRule } from '../../pipeline/gate-policy.js';

/**
 * A policy that asks no more of a candidate than not to be worse than the champion, where it asks for anything against it.
 * By how much a candidate is better changes nothing of what a run sends.
 */
export function passedByTie(policy: GatePolicy): GatePolicy {
  const { rules, slices } = policy;
  return {
    ...policy,
    rules: tied(rules),
    ...(slices === undefined
      ? {}
      : { slices: slices.map((slice) => ({ ...slice, rules: tied(slice.rules) })) }),
  };
}

function tied(rules: Readonly<Record<string, MetricRule>>): Record<string, MetricRule> {
  return Object.fromEntries(
    Object.entries(rules).map(([metric, rule]) => [metric, tiedRule(rule)] as const),
  );
}

function tiedRule(rule: MetricRule): MetricRule {
  const { confidence: _, ...asked } = rule;
  const alone = withoutChampionRules(asked);
  return Object.keys(asked).some(isChampionRule) ? { ...alone, maxLoss: 0 } : alone;
}
