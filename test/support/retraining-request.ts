import { jsonDigest } from '../../client/digests.js';
import { modelSpecSchema } from '../../pipeline/model-spec.js';
import type { RetrainingRequest } from '../../pipeline/retraining-request.js';

/** A request to retrain telco-churn, but for `changes`. */
export function requestWith(changes: Partial<RetrainingRequest> = {}): RetrainingRequest {
  const spec = modelSpecSchema.parse({
    name: 'telco-churn',
    entity: 'CustomerId',
    target: 'ChurnValue',
    sources: { customers: { table: 'RAW_DATA' } },
    features: 'features.sql',
    gate: { rules: { roc_auc: { min: 0.75, maxLoss: 0.01 } } },
    publication: { function: 'PREDICT_CHURN' },
  });
  return {
    spec,
    code: { 'features.sql': 'SELECT * FROM {customers}', 'train.py': 'def build(params): ...' },
    codeDigest: 'c'.repeat(64),
    policyDigest: jsonDigest((changes.spec ?? spec).gate),
    trigger: 'manual',
    startedBy: 'ada',
    reason: null,
    force: false,
    ...changes,
  };
}
