import type { RecordedResult } from './decision.js';
import type { Evidence } from './evidence.js';
import type { GatePolicy } from './gate-policy.js';
import { judgedMetric } from './judged-metric.js';

/** What the ledger holds of a decision. */
interface Decision {
  readonly policy: Pick<GatePolicy, 'metrics'>;
  readonly record: { readonly results: readonly Pick<RecordedResult, 'subject'>[] };
}

/**
 * The metric that the policy names first; without one that was judged the first that was measured. The policy itself does
 * not tell: it is kept with its keys in alphabetical order, its results in the order in which they were asked for.
 */
export function primaryMetric(
  decision: Decision | null,
  evidence: Pick<Evidence, 'candidate'> | null,
): string | null {
  const judged = decision?.record.results.find(
    ({ subject }) => judgedMetric(subject, decision.policy) !== null,
  );
  return judged?.subject ?? Object.keys(evidence?.candidate.metrics ?? {})[0] ?? null;
}
