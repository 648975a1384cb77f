import { expect, it } from 'vitest';

import type { Evidence } from '../../pipeline/evidence.js';
import { STEP_REPORTS } from '../../workflows/step-results.js';
import { evidenceWith } from '../support/evidence.js';
import { requestWith } from '../support/retraining-request.js';
import { evaluationOf } from '../support/stub-activities.js';

const { spec } = requestWith();
const THEIRS = { version: 3, fence: 3, metrics: { roc_auc: 0.78 } };
const COMMON = { rows: 1_280, candidate: { roc_auc: 0.79 } };

it.each<[Partial<Evidence>, string]>([
  [{}, 'roc_auc 0.8043; no champion yet'],
  [{ looks: 0 }, 'roc_auc 0.8043; no champion yet'],
  [{ looks: 2 }, 'roc_auc 0.8043; no champion yet; look 3 at this hold-out'],
  [{ champion: THEIRS, looks: 1 }, 'roc_auc 0.8043, version 3: 0.78; look 2 at this hold-out'],
  [
    { champion: { ...THEIRS, common: COMMON } },
    'roc_auc 0.8043, on 1,280 common rows 0.79, version 3: 0.78',
  ],
])('the gate of %j is summed up', (evidence, summary) => {
  const evaluation = evaluationOf(evidenceWith(evidence));

  expect(STEP_REPORTS.gate(evaluation, 'roc_auc', spec).summary).toBe(summary);
});

it('the features of a model are summed up with what its hold-out is too small to show', () => {
  const features = [{ name: 'TENURE', kind: 'number' }] as const;
  const rows = { TRAIN: 4930, VALIDATION: 704, TEST: 1409 };
  const table = { table: 'T', features, rows, snapshot: '1', sameAsVersion: null, queryIds: [] };
  const gate = { ...spec.gate, rules: { roc_auc: { maxLoss: 0.01 } } };
  const summaryOf = (policy: typeof gate) =>
    STEP_REPORTS.features(table, 'roc_auc', { ...spec, gate: policy }).summary;

  expect(summaryOf(gate)).toBe(
    '1 feature; 4,930 rows to train on, 704 to validate, 1,409 held out; roc_auc needs about 3,100 held-out rows to see 0.01',
  );
  expect(summaryOf({ ...gate, rules: { roc_auc: { maxLoss: 0.1 } } })).toMatch(/1,409 held out$/);
});
