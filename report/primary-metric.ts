import type { Evidence } from '../pipeline/evidence.js';
import { judgedMetrics } from '../pipeline/gate-policy.js';
import type { ReportData } from '../pipeline/report.js';

/** The first metric that the policy has a rule for; without a policy the first that was measured. */
export function primaryMetric(
  decision: ReportData['decision'],
  evidence: Evidence | null,
): string | null {
  const judged = decision === null ? [] : judgedMetrics(decision.policy);
  return judged[0] ?? Object.keys(evidence?.candidate.metrics ?? {})[0] ?? null;
}
