import { describe, expect, it } from 'vitest';

import { selfReportedScores } from '../../activities/training/self-reported-scores.js';
import type { ProcedureTraining } from '../../pipeline/model-spec.js';

const TRAINING: ProcedureTraining = {
  procedure: 'TRAIN_CHURN',
  arguments: ['{features}'],
  artifact: '@MY_MODELS/model.joblib',
  metrics: { accuracy: 'R2 score on Test', roc_auc: 'auc' },
  packages: [],
  timeout: '1h',
};

describe('selfReportedScores', () => {
  it('takes scores by the names that model.yaml gives them', () => {
    const returned = '{"R2 score on Train": 0.99, "R2 score on Test": 0.9969, "auc": 1}';

    expect(selfReportedScores(TRAINING, returned)).toEqual({ accuracy: 0.9969, roc_auc: 1 });
  });

  it('turns what is no number into null', () => {
    const returned = '{"R2 score on Test": "0.99", "auc": [0.9]}';

    expect(selfReportedScores(TRAINING, returned)).toEqual({ accuracy: null, roc_auc: null });
  });

  it('reports a missing key as null', () => {
    expect(selfReportedScores(TRAINING, '{"auc": 0.8}')).toEqual({ accuracy: null, roc_auc: 0.8 });
  });

  it('keeps the words that a VARIANT has for numbers which JSON lacks', () => {
    const returned = '{"note": "NaN, inf", "R2 score on Test": NaN, "auc": -inf}';

    expect(selfReportedScores(TRAINING, returned)).toEqual({
      accuracy: 'NaN',
      roc_auc: '-Infinity',
    });
  });

  it.each([
    ['nothing', null, 'returned no JSON object'],
    ['a number', '0.99', 'returned no JSON object'],
    ['a text', '"0.99"', 'returned no JSON object'],
    ['an array', '[0.99]', 'returned no JSON object'],
    ['other keys', '{"accuracy": 0.9}', 'an object with accuracy, expected one of the keys'],
  ])('refuses %s', (_, returned, message) => {
    expect(() => selfReportedScores(TRAINING, returned)).toThrow(message);
  });
});
