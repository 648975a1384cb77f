import { describe, expect, it } from 'vitest';

import { decideGate } from '../../pipeline/decide-gate.js';
import { evidenceOf, policyOf } from '../support/evidence.js';
import { gateRows, type GateRow } from '../../report/gate-rows.js';

const POLICY = policyOf({ roc_auc: { min: 0.75, maxLoss: 0.01 } });

function rowsOf(evidence: ReturnType<typeof evidenceOf>, subject: string): readonly GateRow[] {
  const results = [...decideGate(evidence, POLICY).results];
  return gateRows({ results, policy: POLICY, evidence }).filter((row) => row.subject === subject);
}

describe('gateRows', () => {
  const evidence = {
    ...evidenceOf({ roc_auc: 0.8422, f1: 0.55 }, { roc_auc: 0.8403, f1: 0.54 }),
    comparison: {
      roc_auc: {
        quantiles: { '0.025': -0.00146, '0.975': 0.00477 },
        probabilityBetter: 0.883,
      },
    },
  };

  it('has the numbers of a metric once, and each of its rules', () => {
    expect(rowsOf(evidence, 'roc_auc')).toMatchObject([
      {
        champion: '0.8403',
        candidate: '0.8422',
        delta: '+0.0019',
        rule: 'at least 0.75',
        interval: '−0.00146 to +0.00477 (95\u00A0%), better in 88.3 % of draws',
        result: 'passed',
      },
      { champion: '', candidate: '', delta: '', rule: 'at most 0.01 worse', interval: '' },
    ]);
  });

  it('has a metric without a rule, which is not judged', () => {
    expect(rowsOf(evidence, 'f1')).toMatchObject([
      { champion: '0.54', candidate: '0.55', delta: '+0.01', rule: '', result: 'reported' },
    ]);
  });

  it('says that a score is missing, or no number, and has no difference then', () => {
    expect(rowsOf(evidenceOf({ roc_auc: null }, { roc_auc: 0.84 }), 'roc_auc')[0]).toMatchObject({
      candidate: 'missing',
      champion: '0.84',
      delta: '',
      result: 'rejected',
    });
    expect(rowsOf(evidenceOf({ roc_auc: 'NaN' }), 'roc_auc')[0]).toMatchObject({
      candidate: 'NaN',
      champion: '',
    });
  });

  it('has the checks last, in words and with whole counts', () => {
    const results = [...decideGate(evidence, POLICY).results];
    const rows = gateRows({ results, policy: POLICY, evidence });
    const subjects = rows.map(({ subject }) => subject);

    expect(subjects.indexOf('hold out')).toBeGreaterThan(subjects.lastIndexOf('f1'));
    expect(rows.find(({ subject }) => subject === 'hold out')).toMatchObject({
      candidate: '1,409',
    });
  });

  it('puts scores on the same rows beside each other, when the champion was split differently', () => {
    const common = { rows: 280, candidate: { roc_auc: 0.7, f1: 0.5 } };
    const other = {
      ...evidenceOf({ roc_auc: 0.8043, f1: 0.55 }),
      champion: { version: 3, fence: 3, metrics: { roc_auc: 0.705, f1: 0.51 }, common },
    };

    expect(rowsOf(other, 'roc_auc')).toMatchObject([
      { candidate: '0.8043', champion: '', delta: '', rule: 'at least 0.75' },
      { candidate: '0.7', champion: '0.705', delta: '−0.005', rule: 'at most 0.01 worse' },
    ]);
    expect(rowsOf(other, 'f1')).toMatchObject([
      { candidate: '0.5', champion: '0.51', delta: '−0.01' },
    ]);
  });

  it('has the scores of a slice that is held on the rows that both held out', () => {
    const champion = {
      version: 3,
      fence: 3,
      metrics: { roc_auc: 0.705 },
      common: { rows: 280, candidate: { roc_auc: 0.7 } },
    };
    const slice = { by: 'CONTRACT', value: 'Two year', rows: 300, entities: 300 };
    const scores = { candidate: { roc_auc: 0.75 }, champion: { roc_auc: 0.8 } };
    const inCommon = { rows: 120, candidate: { roc_auc: 0.7 } };
    const evidenceOfSlice = {
      ...evidenceOf({ roc_auc: 0.8043 }),
      champion,
      slices: [{ ...slice, ...scores, common: inCommon }],
    };
    const policy = policyOf(
      { roc_auc: { min: 0.75 } },
      { slices: [{ by: 'CONTRACT', rules: { roc_auc: { maxLoss: 0.01 } } }] },
    );
    const results = [...decideGate(evidenceOfSlice, policy).results];

    const rows = gateRows({ results, policy, evidence: evidenceOfSlice });

    expect(rows.find(({ subject }) => subject.startsWith('slice '))).toMatchObject({
      candidate: '0.7',
      champion: '0.8',
      delta: '−0.1',
      result: 'held',
    });
  });
});
