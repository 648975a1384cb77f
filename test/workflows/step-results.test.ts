import { expect, it } from 'vitest';

import type { Evidence } from '../../pipeline/evidence.js';
import { STEP_REPORTS } from '../../workflows/step-results.js';
import { evidenceWith } from '../support/evidence.js';
import { evaluationOf } from '../support/stub-activities.js';

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
  expect(STEP_REPORTS.gate(evaluationOf(evidenceWith(evidence)), 'roc_auc').summary).toBe(summary);
});
