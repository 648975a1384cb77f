import { describe, expect, it } from 'vitest';

import { recipeDigest } from '../activities/ledger/recipe-digest.js';
import { modelSpecSchema, type ModelSpec } from '../pipeline/model-spec.js';

const CODE = 'c'.repeat(64);
const AUC_FIRST = { roc_auc: { min: 0.75 }, accuracy: { min: 0.7 } };
const ACCURACY_FIRST = { accuracy: { min: 0.7 }, roc_auc: { min: 0.75 } };
const CANDIDATES = { candidates: { small: { params: { n: 1 } }, large: { params: { n: 9 } } } };

function specOf(rules: object, training: object = {}): ModelSpec {
  return modelSpecSchema.parse({
    name: 'telco-churn',
    entity: 'CUSTOMERID',
    target: 'CHURNVALUE',
    sources: { customers: { table: 'RAW_DATA' } },
    gate: { rules },
    publication: { function: 'PREDICT_CHURN' },
    training,
  });
}

describe('recipeDigest', () => {
  it('tells by which metric a candidate is chosen, when there are several', () => {
    const byAuc = recipeDigest(specOf(AUC_FIRST, CANDIDATES), CODE);

    expect(recipeDigest(specOf(ACCURACY_FIRST, CANDIDATES), CODE)).not.toBe(byAuc);
    expect(recipeDigest(specOf({ roc_auc: { min: 0.8 } }, CANDIDATES), CODE)).toBe(byAuc);
  });

  it('is the one that it was for a model of one candidate, whatever the order of its rules', () => {
    const digest = '4ad8d1745dcd8f17119db51a9c3a88610a78daa460e5fcb325542aebada9ad3b';

    expect(recipeDigest(specOf(AUC_FIRST), CODE)).toBe(digest);
    expect(recipeDigest(specOf(ACCURACY_FIRST), CODE)).toBe(digest);
  });
});
