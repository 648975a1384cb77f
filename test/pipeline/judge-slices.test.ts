import { describe, expect, it } from 'vitest';

import { decideGate } from '../../pipeline/decide-gate.js';
import type { Evidence, SliceEvidence } from '../../pipeline/evidence.js';
import { gateTable } from '../../pipeline/gate-table.js';
import type { MetricRule } from '../../pipeline/gate-policy.js';
import type { Score, Scores } from '../../pipeline/metrics.js';
import type { Verdict } from '../../pipeline/verdict.js';
import { evidenceWith, policyOf } from '../support/evidence.js';

const CHAMPION = { version: 3, fence: 3, metrics: { roc_auc: 0.8, log_loss: 0.4 } };

function slice(changes: Partial<SliceEvidence>): SliceEvidence {
  const scores = { candidate: { roc_auc: 0.8 }, champion: null };
  return { by: 'CONTRACT', value: 'Two year', rows: 300, entities: 300, ...scores, ...changes };
}

function verdictOn(
  slices: readonly SliceEvidence[] | undefined,
  rules: Readonly<Record<string, MetricRule>>,
  changes: Partial<Evidence> = {},
): Verdict {
  const evidence = evidenceWith({
    candidate: { source: 'held-out', metrics: { roc_auc: 0.8 } },
    ...(slices === undefined ? {} : { slices: [...slices] }),
    ...changes,
  });
  return decideGate(
    evidence,
    policyOf({ roc_auc: { min: 0.5 } }, { slices: [{ by: 'contract', rules }] }),
  );
}

function slicesOf({ results }: Verdict): string[] {
  return results
    .filter(({ subject }) => subject.startsWith('slice '))
    .map(({ subject, candidate, result }) => `${subject}: ${candidate} ${result}`);
}

describe('decideGate on slices', () => {
  it('judges every value by itself, the worst first', () => {
    const verdict = verdictOn(
      [
        slice({ value: 'Month-to-month', candidate: { roc_auc: 0.74 } }),
        slice({ value: 'One year', candidate: { roc_auc: 0.71 } }),
        slice({ value: 'Two year', candidate: { roc_auc: 0.69 } }),
        slice({ value: null, candidate: { roc_auc: 0.9 } }),
        slice({ value: 'Daily', rows: 99, candidate: { roc_auc: 0.1 } }),
        slice({ value: null, others: true, candidate: { roc_auc: 0.72 } }),
      ],
      { roc_auc: { min: 0.7 } },
    );

    expect(verdict).toMatchObject({
      kind: 'rejected',
      reasons: ['CONTRACT = Two year: roc_auc is 0.69, below the floor of 0.7.'],
    });
    expect(slicesOf(verdict)).toEqual([
      'slice CONTRACT = Two year · roc_auc: 0.69 rejected',
      'slice CONTRACT = One year · roc_auc: 0.71 passed',
      'slice CONTRACT, other values · roc_auc: 0.72 passed',
      'slice CONTRACT = Month-to-month · roc_auc: 0.74 passed',
      'slice CONTRACT is null · roc_auc: 0.9 passed',
      'slice CONTRACT = Daily: 99 not-judged',
    ]);
  });

  it('has the largest loss first where lower is better', () => {
    const verdict = verdictOn(
      [
        slice({ value: 'a', candidate: { log_loss: 0.3 } }),
        slice({ value: 'b', candidate: { log_loss: 0.4 } }),
      ],
      { log_loss: { max: 0.5 } },
    );

    expect(slicesOf(verdict)).toEqual([
      'slice CONTRACT = b · log_loss: 0.4 passed',
      'slice CONTRACT = a · log_loss: 0.3 passed',
    ]);
  });

  it.each<[string, Scores, Scores | null, Evidence['champion'], string]>([
    ['no worse than the champion there', { roc_auc: 0.79 }, { roc_auc: 0.8 }, CHAMPION, 'passed'],
    ['worse than the champion there', { roc_auc: 0.78 }, { roc_auc: 0.8 }, CHAMPION, 'held'],
    ['no champion yet', { roc_auc: 0.79 }, null, null, 'passed'],
    ['a champion without scores there', { roc_auc: 0.79 }, null, CHAMPION, 'held'],
    ['a champion without a number there', { roc_auc: 0.79 }, { roc_auc: 'NaN' }, CHAMPION, 'held'],
    [
      'a champion that cannot be compared',
      { roc_auc: 0.79 },
      { roc_auc: 0.1 },
      { version: 3, fence: 3, notComparable: 'a feature is gone.' },
      'held',
    ],
  ])('of a limited loss: %s', (_, candidate, champion, live, kind) => {
    const verdict = verdictOn(
      [slice({ candidate, champion })],
      { roc_auc: { maxLoss: 0.01 } },
      { champion: live },
    );

    expect(verdict.kind).toBe(kind);
  });

  it.each<[string, Score | undefined]>([
    ['NaN', 'NaN'],
    ['infinite', 'Infinity'],
    ['null', null],
    ['missing', undefined],
    ['out of its range', 1.2],
  ])('rejects a score that is %s', (_, score) => {
    const candidate: Scores = score === undefined ? {} : { roc_auc: score };

    expect(verdictOn([slice({ candidate })], { roc_auc: { min: 0 } }).kind).toBe('rejected');
  });

  describe('with a champion of another split', () => {
    const common = { rows: 700, candidate: { roc_auc: 0.81 } };
    const other = { ...CHAMPION, common };
    const rules = { roc_auc: { min: 0.7, maxLoss: 0.01 } };
    const reasonsOf = (changes: Partial<SliceEvidence>) =>
      verdictOn([slice({ champion: { roc_auc: 0.79 }, ...changes })], rules, { champion: other })
        .results.filter(({ subject }) => subject.startsWith('slice '))
        .map(({ rule, result, reason }) => `${rule}: ${result}. ${reason}`);

    it.each<[number, string]>([
      [0.775, 'held'],
      [0.785, 'passed'],
    ])('compares %d on the rows of the slice that both held out: %s', (own, result) => {
      expect(reasonsOf({ common: { rows: 100, candidate: { roc_auc: own } } })).toContainEqual(
        expect.stringMatching(
          `^at most 0.01 worse: ${result}. CONTRACT = Two year: On the 100 held-out rows that were held out from version 3 too, roc_auc is ${own}`,
        ),
      );
    });

    it('judges the floor on all rows of the slice', () => {
      expect(reasonsOf({ common: { rows: 100, candidate: { roc_auc: 0.1 } } })).toContainEqual(
        expect.stringMatching(/^at least 0.7: passed/),
      );
    });

    it('judges no rule against the champion on fewer rows than a slice needs', () => {
      expect(reasonsOf({ common: { rows: 99, candidate: { roc_auc: 0.1 } } })).toEqual([
        expect.stringMatching(/^at least 0.7: passed/),
        'maxLoss: not-judged. CONTRACT = Two year: roc_auc was not compared with version 3, which was split differently: 99 rows were held out from both, and 100 are asked for.',
      ]);
    });

    it('judges none by evidence of before, which has no rows in common of a slice', () => {
      expect(reasonsOf({ champion: null })).toContain(
        'maxLoss: not-judged. CONTRACT = Two year: roc_auc was not compared with version 3, which was split differently.',
      );
    });
  });

  it('rejects evidence without the slices that it asks for', () => {
    const reasons = ['The evidence has no slices of CONTRACT: they cannot be judged.'];

    expect(verdictOn(undefined, { roc_auc: { min: 0 } })).toMatchObject({ reasons });
    expect(verdictOn([slice({ by: 'GENDER' })], { roc_auc: { min: 0 } })).toMatchObject({
      reasons,
    });
  });

  it('rejects slices of scores that the procedure reports about itself', () => {
    const candidate = { source: 'self-reported', metrics: { roc_auc: 0.8 } } as const;

    expect(verdictOn([slice({})], { roc_auc: { min: 0 } }, { candidate }).kind).toBe('rejected');
  });

  it('never passes what is too small', () => {
    const verdict = verdictOn([slice({ rows: 99 })], { roc_auc: { min: 0 } });

    expect(verdict.kind).toBe('passed');
    expect(verdict.results.at(-1)).toEqual({
      subject: 'slice CONTRACT = Two year',
      rule: 'at least 100 rows',
      candidate: 99,
      champion: null,
      result: 'not-judged',
      reason: 'CONTRACT = Two year has 99 held-out rows, and 100 are asked for: it was not judged.',
    });
  });

  it('is seen in the gate table, before the checks', () => {
    const evidence = evidenceWith({
      champion: CHAMPION,
      slices: [
        slice({ candidate: { roc_auc: 0.79 }, champion: { roc_auc: 0.81 } }),
        slice({ value: 'Daily', rows: 3 }),
      ],
    });
    const policy = policyOf(
      { roc_auc: { min: 0.5 } },
      { slices: [{ by: 'CONTRACT', rules: { roc_auc: { maxLoss: 0.05 } } }] },
    );

    const table = gateTable(evidence, decideGate(evidence, policy));

    expect(
      table
        .map((row) => [row.subject, row.candidate, row.champion, row.rule, row.result].join(' | '))
        .slice(2, 5),
    ).toEqual([
      'slice CONTRACT = Two year · roc_auc | 0.79 | 0.81 | at most 0.05 worse | passed',
      'slice CONTRACT = Daily | 3 |  | at least 100 rows | not-judged',
      'hold out | 1,409 |  | rows of both classes | passed',
    ]);
  });
});
