import { describe, expect, it } from 'vitest';

import { decideGate } from '../../pipeline/decide-gate.js';
import { gainSpreads } from '../../pipeline/gain-spread.js';
import type { MetricRule } from '../../pipeline/gate-policy.js';
import { unseenMargins, unseenText, type HoldOut } from '../../pipeline/test-set-size.js';
import { evidenceWith, policyOf } from '../support/evidence.js';

const BEFORE: HoldOut = {
  task: 'binary',
  rows: 1409,
  positiveShare: null,
  scores: {},
  spreads: {},
};

function textsOf(rules: Readonly<Record<string, MetricRule>>, rows = BEFORE.rows): string[] {
  return unseenMargins(policyOf(rules), { ...BEFORE, rows }).map(unseenText);
}

describe('unseenMargins', () => {
  it('takes the floor for the score, and the smallest difference that is asked about', () => {
    expect(textsOf({ roc_auc: { min: 0.75, maxLoss: 0.02, requiredGain: 0.01 } })).toEqual([
      'roc_auc needs about 3,700 held-out rows to see 0.01',
    ]);
    expect(textsOf({ accuracy: { maxRelativeLoss: 0.01 } })).toEqual([
      'accuracy needs about 3,900 held-out rows to see 0.008',
    ]);
  });

  it('is silent where the hold-out is large enough, or nothing is asked about a difference', () => {
    expect(textsOf({ roc_auc: { min: 0.75, maxLoss: 0.01 } }, 10_000)).toEqual([]);
    expect(
      textsOf({ roc_auc: { min: 0.75, requiredGain: 0 }, log_loss: { maxLoss: 0.001 } }),
    ).toEqual([]);
  });

  it('needs more rows for more confidence', () => {
    expect(textsOf({ accuracy: { maxLoss: 0.01 } })).toEqual([
      'accuracy needs about 2,500 held-out rows to see 0.01',
    ]);
    expect(textsOf({ accuracy: { maxLoss: 0.01, confidence: 0.99 } })).toEqual([
      'accuracy needs about 3,700 held-out rows to see 0.01',
    ]);
  });
});

describe('a metric without a formula', () => {
  const RULES = policyOf({ log_loss: { maxLoss: 0.001 } });
  // An interval of ±0.0196 on 1,409 rows: a standard deviation of 0.01, which takes (2.8016 · 0.01 / 0.001)² · 1,409 rows.
  const comparison = {
    log_loss: { quantiles: { '0.025': -0.0196, '0.975': 0.0196 }, probabilityBetter: 0.5 },
  };

  it.each(['binary', 'multiclass'] as const)(
    'of a %s model is known by how gains over the champion spread',
    (task) => {
      const { results } = decideGate(evidenceWith({ task, comparison }), RULES);

      expect(results.find(({ subject }) => subject === 'test_set_size')?.reason).toContain(
        'log_loss needs about 1,100,000 held-out rows to see 0.001, and the hold-out has 1,409',
      );
    },
  );

  it('is known before the training by how they spread when the live version was judged', () => {
    const spreads = gainSpreads(evidenceWith({ comparison }));

    expect(spreads['log_loss']).toBeCloseTo(0.01 * Math.sqrt(1409), 6);
    expect(unseenMargins(RULES, { ...BEFORE, spreads }).map(unseenText)).toEqual([
      'log_loss needs about 1,100,000 held-out rows to see 0.001',
    ]);
    expect(unseenMargins(RULES, { ...BEFORE, spreads, rows: 2_000_000 })).toEqual([]);
  });

  it.each(['maxRelativeLoss', 'requiredRelativeGain'] as const)(
    'has a %s of a score below 0, without its sign',
    (rule) => {
      const policy = policyOf({ r2: { [rule]: 0.02 } });
      const holdOut = { task: 'regression', rows: 100, positiveShare: null } as const;
      const of = { ...holdOut, scores: { r2: -0.5 }, spreads: { r2: 0.05 } };

      expect(unseenMargins(policy, of).map(unseenText)).toEqual([
        'r2 needs about 200 held-out rows to see 0.01',
      ]);
    },
  );

  it('is not known before there was a champion', () => {
    expect(unseenMargins(RULES, BEFORE)).toEqual([]);
    expect(gainSpreads(evidenceWith())).toEqual({});
  });
});

describe('decideGate on a hold-out too small for its policy', () => {
  it('warns with what the rows and classes are, and passes', () => {
    const verdict = decideGate(evidenceWith(), policyOf({ roc_auc: { min: 0.5, maxLoss: 0.01 } }));

    expect(verdict.kind).toBe('passed');
    expect(verdict.results).toContainEqual({
      subject: 'test_set_size',
      rule: 'roc_auc: rows to see 0.01',
      candidate: 1409,
      champion: null,
      result: 'warned',
      reason:
        'roc_auc needs about 4,700 held-out rows to see 0.01, and the hold-out has 1,409: a smaller difference is mostly luck (95 % confidence, four times in five, for versions as alike as retrained ones).',
    });
  });

  it('counts the rows that were held out from a champion of another split too', () => {
    const scores = { roc_auc: 0.8 };
    const common = { rows: 60, candidate: scores };
    const { results } = decideGate(
      evidenceWith({
        rows: { train: 4930, validation: 704, test: 1500 },
        champion: { version: 3, fence: 3, metrics: scores, common },
      }),
      policyOf({ roc_auc: { maxLoss: 0.02 } }),
    );

    expect(results.find(({ subject }) => subject === 'test_set_size')).toMatchObject({
      candidate: 60,
      result: 'warned',
      reason:
        'roc_auc needs about 1,200 held-out rows to see 0.02, and 60 of the 1,500 were held out from version 3 too: a smaller difference is mostly luck (95 % confidence, four times in five, for versions as alike as retrained ones).',
    });
  });

  it('says nothing of scores that a procedure reports', () => {
    const candidate = { source: 'self-reported', metrics: { roc_auc: 0.8 } } as const;
    const { results } = decideGate(
      evidenceWith({ candidate }),
      policyOf({ roc_auc: { maxLoss: 0.01 } }),
    );

    expect(results.map(({ subject }) => subject)).not.toContain('test_set_size');
  });
});
