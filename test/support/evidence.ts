import type { z } from 'zod';

import type { Evidence } from '../../pipeline/evidence.js';
import { gatePolicySchema, type GatePolicy, type MetricRule } from '../../pipeline/gate-policy.js';
import type { Scores } from '../../pipeline/metrics.js';

export const CLEAN_LEAKAGE: Evidence['leakage'] = {
  entitiesOnBothSides: 0,
  entitiesWithSeveralRows: 0,
  rowsOfRepeatedEntitiesShare: 0,
  duplicateFeatureRowsShare: 0.012,
};

/** Evidence of an honest first run on telco-churn, but for `changes`. */
export function evidenceWith(changes: Partial<Evidence> = {}): Evidence {
  return {
    schemaVersion: 1,
    runId: '0199a4e2-7f00-7000-8000-0123456789ab',
    artifactSha256: 'a'.repeat(64),
    snapshot: '8412093312',
    rows: { train: 4930, validation: 704, test: 1409 },
    classes: { positive: 374, negative: 1035 },
    candidate: { source: 'held-out', metrics: { roc_auc: 0.8043, accuracy: 0.776 } },
    champion: null,
    baseline: { metrics: { roc_auc: 0.5, accuracy: 0.7346 } },
    leakage: CLEAN_LEAKAGE,
    ...changes,
  };
}

/** Evidence in which the candidate scored `candidate`, and version 3, the champion, `champion`. */
export function evidenceOf(candidate: Scores, champion: Scores | null = null): Evidence {
  return evidenceWith({
    candidate: { source: 'held-out', metrics: candidate },
    champion: champion === null ? null : { version: 3, fence: 3, metrics: champion },
  });
}

/** A policy as a model file gives it, with the schema's defaults. */
export function policyOf(
  rules: Readonly<Record<string, MetricRule>>,
  rest: Partial<z.input<typeof gatePolicySchema>> = {},
): GatePolicy {
  return gatePolicySchema.parse({ rules, ...rest });
}
