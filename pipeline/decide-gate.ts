import { judgeChecks } from './judge-checks.js';
import { judgeSlices } from './judge-slices.js';
import { checkEvidence } from './evidence-checks.js';
import type { Evidence } from './evidence.js';
import { judgedMetrics, type GatePolicy } from './gate-policy.js';
import { judgeData } from './judge-data.js';
import { judgeLooks } from './judge-looks.js';
import { judgeMetric } from './metric-rules.js';
import { refusal } from './refusal.js';
import { judgeTestSetSize } from './test-set-size.js';
import { verdictOf, type RuleResult, type Verdict } from './verdict.js';

/**
 * Decides whether a candidate may serve. Whatever cannot be judged rejects; rejected beats held, held beats passed.
 * A number exactly at its threshold passes, where numbers are the decimals that they are written as (decision 0009).
 * Whose evidence it is (run, artifact, snapshot) is for the caller to check.
 */
export function decideGate(evidence: Evidence, policy: GatePolicy): Verdict {
  return verdictOf([
    ...checkEvidence(evidence, policy),
    ...judgeChecks(evidence, policy),
    ...judgeLooks(evidence, policy),
    ...judgeData(evidence.data ?? null, policy),
    ...judgeTestSetSize(evidence, policy),
    ...judgeMetrics(evidence, policy),
    ...judgeSlices(evidence, policy),
  ]);
}

function judgeMetrics(evidence: Evidence, policy: GatePolicy): RuleResult[] {
  const metrics = judgedMetrics(policy);
  if (metrics.length > 0) {
    return metrics.flatMap((metric) =>
      judgeMetric(metric, policy.rules[metric] ?? {}, evidence, policy),
    );
  }
  const reason = 'The policy has no rule for any metric: nothing was judged.';
  return [refusal('policy', 'at least one rule', reason)];
}
