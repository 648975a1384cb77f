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
        gain: '+0.0019',
        rule: 'at least 0.75',
        margin: '+0.0922',
        interval: '−0.00146 to +0.00477 (95\u00A0%), better in 88.3 % of draws',
        result: 'passed',
      },
      {
        champion: '',
        candidate: '',
        gain: '',
        rule: 'at most 0.01 worse',
        margin: '+0.0119',
        interval: '',
      },
    ]);
  });

  it('has the gain in the direction that is better, as its interval is', () => {
    const policy = policyOf({ log_loss: { max: 0.6, maxLoss: 0.02, confidence: 0.95 } });
    const better = {
      ...evidenceOf({ log_loss: 0.4, brier: 0.2 }, { log_loss: 0.43, brier: 0.19 }),
      comparison: {
        log_loss: { quantiles: { '0.025': -0.002, '0.975': 0.07 }, probabilityBetter: 0.9 },
      },
    };
    const results = [...decideGate(better, policy).results];
    const rows = gateRows({ results, policy, evidence: better });

    expect(rows.filter(({ subject }) => subject === 'log_loss')).toMatchObject([
      {
        candidate: '0.4',
        champion: '0.43',
        gain: '+0.03',
        rule: 'at most 0.6',
        margin: '+0.2',
        interval: '',
      },
      {
        gain: '',
        rule: 'at most 0.02 worse with 95 % confidence',
        margin: '+0.05',
        interval: '−0.002 to +0.07 (95\u00A0%), better in 90.0 % of draws',
      },
    ]);
    expect(rows.find(({ subject }) => subject === 'brier')).toMatchObject({ gain: '−0.01' });
  });

  it('has no gain in a metric whose better direction nobody knows', () => {
    const unknown = evidenceOf({ roc_auc: 0.8, margin: 2 }, { roc_auc: 0.8, margin: 1 });

    expect(rowsOf(unknown, 'margin')).toMatchObject([{ champion: '1', candidate: '2', gain: '' }]);
  });

  it('has a metric without a rule, which is not judged', () => {
    expect(rowsOf(evidence, 'f1')).toMatchObject([
      { champion: '0.54', candidate: '0.55', gain: '+0.01', rule: '', result: 'reported' },
    ]);
  });

  it('says that a score is missing, or no number, and has no difference then', () => {
    expect(rowsOf(evidenceOf({ roc_auc: null }, { roc_auc: 0.84 }), 'roc_auc')[0]).toMatchObject({
      candidate: 'missing',
      champion: '0.84',
      gain: '',
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

  it('has the counts of the champion as those of the candidate', () => {
    const rows = { subject: 'row_count', rule: 'half to twice', reason: 'enough' } as const;
    const counts = { candidate: 7043, champion: 6600, margin: 3743 };
    const results = [{ ...rows, ...counts, result: 'passed' } as const];

    expect(gateRows({ results, policy: POLICY, evidence: null })).toMatchObject([
      { subject: 'row count', champion: '6,600', candidate: '7,043', margin: '+3,743' },
    ]);
  });

  it('puts scores on the same rows beside each other, when the champion was split differently', () => {
    const common = { rows: 280, candidate: { roc_auc: 0.7, f1: 0.5 } };
    const other = {
      ...evidenceOf({ roc_auc: 0.8043, f1: 0.55 }),
      champion: { version: 3, fence: 3, metrics: { roc_auc: 0.705, f1: 0.51 }, common },
    };

    expect(rowsOf(other, 'roc_auc')).toMatchObject([
      { candidate: '0.8043', champion: '', gain: '', rule: 'at least 0.75' },
      { candidate: '0.7', champion: '0.705', gain: '−0.005', rule: 'at most 0.01 worse' },
    ]);
    expect(rowsOf(other, 'f1')).toMatchObject([
      { candidate: '0.5', champion: '0.51', gain: '−0.01' },
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
      gain: '−0.1',
      result: 'held',
    });
  });
});
