import { describe, expect, it } from 'vitest';

import { decideGate } from '../../pipeline/decide-gate.js';
import type { Evidence } from '../../pipeline/evidence.js';
import type { GatePolicy } from '../../pipeline/gate-policy.js';
import { gateTable } from '../../pipeline/gate-table.js';
import { evidenceOf, evidenceWith, policyOf } from '../support/evidence.js';

function tableOf(evidence: Evidence, policy: GatePolicy): string[] {
  return gateTable(evidence, decideGate(evidence, policy)).map((row) =>
    [row.subject, row.candidate, row.champion, row.baseline, row.rule, row.result].join(' | '),
  );
}

const CHECKS = [
  'hold out | 1,409 |  |  | rows of both classes | passed',
  'entity overlap | 0 |  |  | no entity on both sides | passed',
  'duplicate rows | 0.012 |  |  | a share of at most 0.05 | passed',
];

describe('gateTable', () => {
  it('tells how far the candidate is on the right side of each rule, and the interval of its gain', () => {
    const evidence = {
      ...evidenceOf({ roc_auc: 0.78 }, { roc_auc: 0.8 }),
      comparison: {
        roc_auc: { quantiles: { '0.025': -0.041, '0.975': 0.001 }, probabilityBetter: 0.05 },
      },
    };
    const policy = policyOf({ roc_auc: { min: 0.75, maxLoss: 0.01, confidence: 0.95 } });

    const margins = gateTable(evidence, decideGate(evidence, policy)).map(({ margin }) => margin);

    expect(margins.slice(0, 2)).toEqual(['+0.03', '-0.01 (-0.041 to +0.001)']);
    expect(margins.slice(2)).toEqual(['', '', '+0.038', '']);
  });

  it('has a row for each rule, then for each metric without one, then for the checks', () => {
    const evidence = evidenceOf(
      { accuracy: 0.776, roc_auc: 0.8, log_loss: null },
      { roc_auc: 0.80001, accuracy: 0.77 },
    );

    expect(tableOf(evidence, policyOf({ roc_auc: { min: 0.75, requiredGain: 0 } }))).toEqual([
      'roc_auc | 0.8 | 0.80001 | 0.5 | at least 0.75 | passed',
      'roc_auc | 0.8 | 0.80001 | 0.5 | at least 0 better | held',
      'accuracy | 0.776 | 0.77 | 0.7346 |  | reported',
      'log_loss | missing |  |  |  | reported',
      ...CHECKS,
    ]);
  });

  it('shows a metric that cannot be judged, and a champion that cannot be compared', () => {
    const champion = { version: 3, fence: 3, notComparable: 'a feature is gone.' };
    const candidate = { source: 'held-out', metrics: { roc_auc: 'NaN' } } as const;

    expect(
      tableOf(evidenceWith({ candidate, champion }), policyOf({ roc_auc: { maxLoss: 0.1 } })),
    ).toEqual(['roc_auc | NaN |  | 0.5 | a score to judge by | rejected', ...CHECKS]);
  });

  it('shows a policy without rules', () => {
    const evidence = evidenceOf({ roc_auc: 0.8 });
    const policy = { ...policyOf({ roc_auc: { min: 0 } }), rules: {} };

    expect(tableOf(evidence, policy)).toContain('policy |  |  |  | at least one rule | rejected');
  });

  it('puts scores on the same rows beside each other, when the champion was split differently', () => {
    const common = { rows: 280, candidate: { roc_auc: 0.7, accuracy: 0.72 } };
    const champion = { version: 3, fence: 3, metrics: { roc_auc: 0.705, accuracy: 0.71 }, common };
    const policy = policyOf({ roc_auc: { min: 0.75, maxLoss: 0.01 } });

    expect(tableOf(evidenceWith({ champion }), policy).slice(0, 3)).toEqual([
      'roc_auc | 0.8043 |  | 0.5 | at least 0.75 | passed',
      'roc_auc | 0.7 | 0.705 |  | at most 0.01 worse | passed',
      'accuracy | 0.72 | 0.71 |  |  | reported',
    ]);
  });
});
