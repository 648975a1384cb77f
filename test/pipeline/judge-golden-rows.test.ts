import { describe, expect, it } from 'vitest';

import { decideGate } from '../../pipeline/decide-gate.js';
import type { Evidence } from '../../pipeline/evidence.js';
import type { ChecksPolicy } from '../../pipeline/check-policy.js';
import { evidenceWith, policyOf } from '../support/evidence.js';

const CASES = ['every feature is NULL', 'PLAN is NULL', 'PLAN is unseen', 'MONTHS is 1e18'];

function judged(golden: Evidence['golden'], checks?: Partial<ChecksPolicy>) {
  const policy = policyOf({ roc_auc: { min: 0.7 } }, checks === undefined ? {} : { checks });
  const evidence = evidenceWith(golden === undefined ? {} : { golden });
  const { kind, results } = decideGate(evidence, policy);
  return { kind, row: results.find(({ subject }) => subject === 'golden_rows') };
}

describe('judgeGoldenRows', () => {
  it('warns of rows that the model does not answer, and lets it pass', () => {
    const { kind, row } = judged({ rows: 11, unanswered: CASES });

    expect(kind).toBe('passed');
    expect(row).toEqual({
      subject: 'golden_rows',
      rule: 'every golden row answered',
      candidate: 4,
      champion: null,
      result: 'warned',
      reason:
        'The model gives no answer to 4 golden rows of 11: every feature is NULL, PLAN is NULL, PLAN is unseen and 1 more. ' +
        'A call of its function raises for the whole batch that such a row stands in; impute and ignore what is unknown.',
    });
  });

  it('rejects when the policy asks for it', () => {
    const { kind, row } = judged(
      { rows: 11, unanswered: ['PLAN is NULL'] },
      { goldenRows: { on: 'reject' } },
    );

    expect(kind).toBe('rejected');
    expect(row?.reason).toContain('no answer to 1 golden row of 11: PLAN is NULL.');
  });

  it('says nothing of a model that answers all, unless it was asked', () => {
    expect(judged({ rows: 11, unanswered: [] })).toEqual({ kind: 'passed', row: undefined });
    expect(
      judged({ rows: 11, unanswered: [] }, { goldenRows: { on: 'reject' } }).row,
    ).toMatchObject({
      result: 'passed',
      reason: 'The model answers all 11 golden rows.',
    });
  });

  it('says nothing of evidence of before, unless it was asked', () => {
    expect(judged(undefined)).toEqual({ kind: 'passed', row: undefined });
    expect(judged(undefined, { goldenRows: { on: 'reject' } })).toMatchObject({
      kind: 'rejected',
      row: { reason: 'The evidence has no golden rows: the check cannot be judged.' },
    });
  });
});
