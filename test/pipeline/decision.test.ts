import { describe, expect, it } from 'vitest';

import { recipeOf, type Recipe } from '../../pipeline/decision.js';
import { modelSpecSchema } from '../../pipeline/model-spec.js';
import { CANDIDATE, FEATURE_TABLE } from '../support/stub-activities.js';

describe('recipeOf', () => {
  const CANDIDATES = {
    params: { c: 1 },
    candidates: { small: {}, boosting: { build: 'build_boosting', params: { n: 9 } } },
  };
  const PROCEDURE = { procedure: 'TRAIN', artifact: '@S/m.joblib', metrics: { roc_auc: 'A' } };

  it.each<[string, object, string | null, Pick<Recipe, 'build' | 'params'>]>([
    ['of a model of one', { params: { c: 1 } }, null, { build: 'build', params: { c: 1 } }],
    [
      'of the candidate that was judged',
      CANDIDATES,
      'boosting',
      { build: 'build_boosting', params: { c: 1, n: 9 } },
    ],
    ['of candidates of which none was', CANDIDATES, null, { build: null, params: { c: 1 } }],
    ['of a procedure', PROCEDURE, null, { build: null, params: null }],
  ])('has function and parameters %s', (_, training, chosen, made) => {
    const spec = modelSpecSchema.parse({
      name: 'telco-churn',
      entity: 'CUSTOMERID',
      target: 'CHURNVALUE',
      sources: { customers: { table: 'RAW_DATA' } },
      gate: { rules: { roc_auc: { min: 0.75 } } },
      publication: { function: 'PREDICT_CHURN' },
      training,
    });
    const choice = chosen === null ? null : { chosen, metric: 'roc_auc', candidates: [] };
    const candidate = choice === null ? null : { ...CANDIDATE, choice };
    const run = { codeDigest: 'c', featureTable: FEATURE_TABLE, candidate, steps: [] };

    expect(recipeOf({ ...run, spec })).toMatchObject(made);
  });
});
