import type { Evidence } from '../pipeline/evidence.js';
import { judgedMetric } from '../pipeline/judged-metric.js';
import type { ReportData } from '../pipeline/report.js';

/**
 * The metric that the policy names first; without one that was judged the first that was measured. The policy itself does
 * not tell: it is kept with its keys in alphabetical order, its results in the order in which they were asked for.
 */
export function primaryMetric(
  decision: ReportData['decision'],
  evidence: Evidence | null,
): string | null {
  const judged = decision?.record.results.find(
    ({ subject }) => judgedMetric(subject, decision.policy) !== null,
  );
  return judged?.subject ?? Object.keys(evidence?.candidate.metrics ?? {})[0] ?? null;
}
