import type { Score } from '../../pipeline/metrics.js';
import { primaryMetric } from '../../pipeline/primary-metric.js';
import type { Verdict } from '../../pipeline/verdict.js';
import type { Judged } from './judged.js';

/** A judged run in a list. */
export interface ListedRun {
  readonly runId: string;
  readonly startedAt: string;
  readonly startedBy: string;
  readonly state: string;
  readonly version: number | null;
  readonly verdict: Verdict['kind'] | null;
  /** The one that the policy of the run names first, with the candidate's score; null when they are not on record. */
  readonly metric: string | null;
  readonly score: Score;
}

/** A judged run as a list shows it. */
export function listedRun({ run, verdict, policy, record, evidence }: Judged): ListedRun {
  const { runId, startedAt, startedBy, state, version } = run;
  const decision = policy === null || record === null ? null : { policy, record };
  const metric = decision === null ? null : primaryMetric(decision, evidence);
  const score = metric === null ? null : (evidence?.candidate.metrics[metric] ?? null);
  return { runId, startedAt, startedBy, state, version, verdict, metric, score };
}
