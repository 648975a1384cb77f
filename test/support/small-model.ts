import { codeDigest, jsonDigest } from '../../client/digests.js';
import { modelSpecSchema, type ModelSpec } from '../../pipeline/model-spec.js';
import type { RetrainingRequest } from '../../pipeline/retraining-request.js';
import type { ActivityPlace } from './activity-place.js';

const TRAIN = `from sklearn.compose import make_column_transformer
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import OneHotEncoder


def build(params):
    columns = make_column_transformer((OneHotEncoder(), ["CONTRACT"]), remainder="passthrough")
    return make_pipeline(columns, LogisticRegression(**params))
`;

const SPEC = {
  name: 'small-churn',
  entity: 'CUSTOMERID',
  target: 'CHURNVALUE',
  sources: { customers: { table: 'CUSTOMERS' } },
  features: 'features.sql',
  gate: { rules: { accuracy: { min: 0.5 } } },
  publication: { function: 'PREDICT_SMALL' },
};

/** Makes CUSTOMERS: 400 rows from which the model of `smallRequest` learns something, but not everything. */
export async function createCustomers(place: ActivityPlace): Promise<void> {
  await place.query(
    'CREATE OR REPLACE TABLE CUSTOMERS AS SELECT TO_VARCHAR(N) AS CUSTOMERID, ' +
      'IFF(MOD(N, 3) = 0 OR MOD(N, 7) = 0, 1, 0) AS CHURNVALUE, MOD(N * 7919, 4001) / 10 AS CHARGES, ' +
      "IFF(MOD(N, 3) = 0, 'Month', 'Year') AS CONTRACT FROM (SELECT SEQ4() AS N FROM TABLE(GENERATOR(ROWCOUNT => 400)))",
  );
}

/** A request to retrain a model that learns within a second. */
export function smallRequest(
  changes: Readonly<Record<string, unknown>> = {},
  code: Readonly<Record<string, string>> = {},
): RetrainingRequest {
  const spec: ModelSpec = modelSpecSchema.parse({ ...SPEC, ...changes });
  const files = { 'features.sql': 'SELECT * FROM {customers}', 'train.py': TRAIN, ...code };
  return {
    spec,
    code: files,
    codeDigest: codeDigest(files),
    policyDigest: jsonDigest(spec.gate),
    trigger: 'manual',
    startedBy: 'ada',
    reason: null,
    force: false,
  };
}
