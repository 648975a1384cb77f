import pc from 'picocolors';
import { describe, expect, it } from 'vitest';

import { endView } from '../../client/views/run-view.js';
import { gateView } from '../../client/views/gate-view.js';
import { gatePolicySchema } from '../../pipeline/gate-policy.js';
import { refusedData } from '../../pipeline/judge-data.js';
import { evidenceWith } from '../support/evidence.js';

const plain = pc.createColors(false);

describe('a run whose data were refused', () => {
  it('shows the checks, the reasons, and that nothing was trained', () => {
    const schema = { columns: { CHARGES: { min: 0 }, CONTRACT: { maxNullShare: 0 } } };
    const policy = gatePolicySchema.parse({
      rules: { roc_auc: { min: 0.75 } },
      checks: { schema },
    });
    const verdict = refusedData(
      {
        rows: 7_043,
        columns: {
          CHARGES: { kind: 'number', nulls: 0, below: { min: 0, rows: 12 } },
          CONTRACT: { kind: 'text', nulls: 0 },
        },
      },
      policy,
    );
    if (verdict === null) throw new Error('the data were not refused');
    const { reasons } = verdict;
    const outcome = {
      kind: 'REJECTED',
      model: 'telco-churn',
      runId: '1',
      verdict,
      evidence: null,
      reasons,
    } as const;

    const text = endView({ outcome, failure: null }, plain);

    expect(text).toMatch(/column CHARGES +12 .*at least 0 +✘ rejected/);
    expect(text).toMatch(/column CONTRACT +0 .*no nulls +✔ passed/);
    expect(text).toContain('Judged on the data; nothing was trained.');
    expect(text).toContain(
      '✘ REJECTED  refused; nothing changed\n  - CHARGES has 12 rows below 0.',
    );
  });
});

describe('a champion of another split', () => {
  it('is said to have been compared on the common rows', () => {
    const common = { rows: 280, candidate: { roc_auc: 0.79 } };
    const champion = { version: 3, fence: 3, metrics: { roc_auc: 0.78 }, common };

    expect(gateView(evidenceWith({ champion }), { kind: 'passed', results: [] }, plain)).toContain(
      'Judged on 1,409 held-out rows, 374 of them positive; compared with the champion (version 3) on the 280 of them that were held out from it too.',
    );
  });
});
