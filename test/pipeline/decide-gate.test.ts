import { describe, expect, it } from 'vitest';

import { decideGate } from '../../pipeline/decide-gate.js';
import type { MetricRule } from '../../pipeline/gate-policy.js';
import type { MetricName, Score, Scores } from '../../pipeline/metrics.js';
import type { Verdict } from '../../pipeline/verdict.js';
import { CLEAN_LEAKAGE, evidenceOf, evidenceWith, policyOf } from '../support/evidence.js';

function reasonsOf(verdict: Verdict): readonly string[] {
  return verdict.kind === 'passed' ? [] : verdict.reasons;
}

function judge(
  metric: MetricName,
  rule: MetricRule,
  candidate: Score,
  champion: Score | undefined,
): Verdict {
  const championScores: Scores | null = champion === undefined ? null : { [metric]: champion };
  return decideGate(
    evidenceOf({ [metric]: candidate }, championScores),
    policyOf({ [metric]: rule }),
  );
}

/** A candidate that is better by 0.01, give or take. */
const UNSURE = evidenceWith({
  candidate: { source: 'held-out', metrics: { roc_auc: 0.81 } },
  champion: { version: 3, fence: 3, metrics: { roc_auc: 0.8 } },
  comparison: {
    roc_auc: {
      quantiles: { '0.025': -0.002, '0.05': 0.001, '0.5': 0.01, '0.95': 0.019, '0.975': 0.021 },
      probabilityBetter: 0.96,
    },
  },
});

describe('decideGate', () => {
  it.each<[string, MetricName, MetricRule, Score, Verdict['kind'], string?]>([
    ['above the floor', 'roc_auc', { min: 0.75 }, 0.8043, 'passed'],
    ['at the floor', 'roc_auc', { min: 0.75 }, 0.75, 'passed'],
    [
      'a hair under the floor',
      'accuracy',
      { min: 0.9 },
      0.8999999999,
      'rejected',
      'accuracy is 0.8999999999, below the floor of 0.9.',
    ],
    ['one ulp under the floor', 'accuracy', { min: 0.9 }, 0.9 - Number.EPSILON / 2, 'rejected'],
    ['at the ceiling', 'log_loss', { max: 0.5 }, 0.5, 'passed'],
    [
      'over the ceiling',
      'log_loss',
      { max: 0.5 },
      0.61,
      'rejected',
      'log_loss is 0.61, above the ceiling of 0.5.',
    ],
    ['at the suspicious score', 'accuracy', { suspiciousAbove: 0.95 }, 0.95, 'passed'],
    [
      'above the suspicious score',
      'accuracy',
      { suspiciousAbove: 0.95 },
      0.9979,
      'rejected',
      'accuracy is 0.9979, above 0.95: too good to be true. Look for leakage before you trust it.',
    ],
    ['at the suspiciously low loss', 'brier', { suspiciousBelow: 0.01 }, 0.01, 'passed'],
    [
      'below the suspiciously low loss',
      'brier',
      { suspiciousBelow: 0.01 },
      0.001,
      'rejected',
      'brier is 0.001, below 0.01: too good to be true. Look for leakage before you trust it.',
    ],
    [
      'a perfect score that rounding carried over 1',
      'pr_auc',
      { min: 0.9 },
      1 + Number.EPSILON,
      'passed',
    ],
    ['negative zero', 'brier', { max: 0.2 }, -0, 'passed'],
    ['the smallest number there is', 'log_loss', { max: 0.2 }, 5e-324, 'passed'],
    ['the largest number there is', 'log_loss', { max: 0.2 }, Number.MAX_VALUE, 'rejected'],
  ])('judges a score by itself: %s', (_, metric, rule, score, kind, reason) => {
    const verdict = judge(metric, rule, score, undefined);

    expect(verdict.kind).toBe(kind);
    if (reason !== undefined) expect(reasonsOf(verdict)).toEqual([reason]);
  });

  it.each<[string, Score, string]>([
    ['NaN', 'NaN', 'roc_auc of the candidate is NaN, not a finite number: it cannot be judged.'],
    [
      'Infinity',
      'Infinity',
      'roc_auc of the candidate is Infinity, not a finite number: it cannot be judged.',
    ],
    [
      '-Infinity',
      '-Infinity',
      'roc_auc of the candidate is -Infinity, not a finite number: it cannot be judged.',
    ],
    ['null', null, 'roc_auc of the candidate is missing: it cannot be judged.'],
    [
      'a NaN that is a number',
      Number.NaN,
      'roc_auc of the candidate is NaN, not a finite number: it cannot be judged.',
    ],
    [
      'a number that overflowed',
      Number.POSITIVE_INFINITY,
      'roc_auc of the candidate is Infinity, not a finite number: it cannot be judged.',
    ],
    [
      'more than the metric can be',
      76,
      'roc_auc of the candidate is 76, outside 0 to 1: it cannot be judged.',
    ],
    [
      'less than the metric can be',
      -0.5,
      'roc_auc of the candidate is -0.5, outside 0 to 1: it cannot be judged.',
    ],
  ])('rejects a score that is no score: %s', (_, score, reason) => {
    const rules = { min: 0.5, suspiciousAbove: 0.9, maxLoss: 1, requiredGain: 0 };

    expect(judge('roc_auc', rules, score, 0.1)).toMatchObject({
      kind: 'rejected',
      reasons: [reason],
    });
  });

  it('rejects when the metric of a rule is not in the evidence', () => {
    const verdict = decideGate(evidenceOf({ accuracy: 0.9 }), policyOf({ roc_auc: { min: 0.5 } }));

    expect(reasonsOf(verdict)).toEqual([
      'roc_auc of the candidate is missing: it cannot be judged.',
    ]);
  });

  it.each<[string, MetricName, MetricRule, number, number, Verdict['kind']]>([
    // In floating point 0.8 - 0.79 is 0.010000000000000009, and 0.3 - 0.1 is 0.19999999999999998.
    [
      'exactly the allowed loss, which floats would exceed',
      'accuracy',
      { maxLoss: 0.01 },
      0.79,
      0.8,
      'passed',
    ],
    ['a hair more than the allowed loss', 'accuracy', { maxLoss: 0.01 }, 0.7899999999, 0.8, 'held'],
    [
      'exactly the required gain, which floats would miss',
      'f1',
      { requiredGain: 0.2 },
      0.3,
      0.1,
      'passed',
    ],
    ['a hair less than the required gain', 'f1', { requiredGain: 0.2 }, 0.29999999999, 0.1, 'held'],
    ['better where no gain is required', 'roc_auc', { maxLoss: 0 }, 0.81, 0.8, 'passed'],
    ['a tie where no loss is allowed', 'roc_auc', { maxLoss: 0 }, 0.8, 0.8, 'passed'],
    ['a tie where any gain will do', 'roc_auc', { requiredGain: 0 }, 0.8, 0.8, 'passed'],
    [
      'one ulp worse where any gain will do',
      'roc_auc',
      { requiredGain: 0 },
      0.8 - Number.EPSILON / 2,
      0.8,
      'held',
    ],
    ['a tie where a gain is required', 'roc_auc', { requiredGain: 0.001 }, 0.8, 0.8, 'held'],
    [
      'exactly the allowed loss, lower is better',
      'log_loss',
      { maxLoss: 0.01 },
      0.45,
      0.44,
      'passed',
    ],
    ['too much loss, lower is better', 'log_loss', { maxLoss: 0.01 }, 0.46, 0.44, 'held'],
    ['the required gain, lower is better', 'brier', { requiredGain: 0.02 }, 0.15, 0.17, 'passed'],
    ['a gain in the wrong direction', 'brier', { requiredGain: 0.02 }, 0.19, 0.17, 'held'],
    ['negative zero against zero', 'brier', { requiredGain: 0 }, -0, 0, 'passed'],
    ['subnormals apart', 'log_loss', { requiredGain: 0 }, 1e-323, 5e-324, 'held'],
    ['ends of the range of numbers', 'log_loss', { maxLoss: 0.01 }, 1e308, 5e-324, 'held'],
    // In floating point 0.7 * 0.1 is 0.06999999999999999.
    ['exactly the allowed share of loss', 'f1', { maxRelativeLoss: 0.1 }, 0.63, 0.7, 'passed'],
    ['a hair more than that share', 'f1', { maxRelativeLoss: 0.1 }, 0.6299999999, 0.7, 'held'],
    ['the required share of gain', 'f1', { requiredRelativeGain: 0.1 }, 0.77, 0.7, 'passed'],
    ['a hair less than that share', 'f1', { requiredRelativeGain: 0.1 }, 0.7699999, 0.7, 'held'],
    ['a share of lower loss', 'log_loss', { requiredRelativeGain: 0.5 }, 0.2, 0.4, 'passed'],
    ['no share of loss from 0', 'brier', { maxRelativeLoss: 0.5 }, 1e-9, 0, 'held'],
    ['a tie at 0 under a share of loss', 'brier', { maxRelativeLoss: 0 }, 0, 0, 'passed'],
    ['any gain over 0', 'f1', { requiredRelativeGain: 0.5 }, 1e-9, 0, 'passed'],
    ['a tie at 0 under a share of gain', 'f1', { requiredRelativeGain: 0.5 }, 0, 0, 'held'],
    ['the gain that is still believed', 'roc_auc', { suspiciousGain: 0.1 }, 0.9, 0.8, 'passed'],
    ['a hair more than believed', 'roc_auc', { suspiciousGain: 0.1 }, 0.900001, 0.8, 'rejected'],
    ['a loss under a cap on gain', 'roc_auc', { suspiciousGain: 0 }, 0.7, 0.8, 'passed'],
    ['a believed share', 'log_loss', { suspiciousRelativeGain: 0.5 }, 0.2, 0.4, 'passed'],
    ['an unbelievable share', 'log_loss', { suspiciousRelativeGain: 0.5 }, 0.1, 0.4, 'rejected'],
    ['any gain over 0 as suspicious', 'f1', { suspiciousRelativeGain: 2 }, 0.1, 0, 'rejected'],
  ])('compares with the champion: %s', (_, metric, rule, candidate, champion, kind) => {
    expect(judge(metric, rule, candidate, champion).kind).toBe(kind);
  });

  it('says by how much a candidate missed, in numbers that can be told apart', () => {
    expect(reasonsOf(judge('roc_auc', { maxLoss: 0.01 }, 0.78, 0.81))).toEqual([
      'roc_auc is 0.78, 0.03 worse than the 0.81 of version 3; at most 0.01 worse is asked for.',
    ]);
    expect(reasonsOf(judge('roc_auc', { requiredGain: 0.005 }, 0.80431, 0.80429))).toEqual([
      'roc_auc is 0.80431, 0.00002 better than the 0.80429 of version 3; at least 0.005 better is asked for.',
    ]);
    expect(reasonsOf(judge('roc_auc', { requiredGain: 0.005 }, 0.8, 0.8))).toEqual([
      'roc_auc is 0.8, the same as the 0.8 of version 3; at least 0.005 better is asked for.',
    ]);
  });

  it('says why a gain is not believed, and how large a share is asked for', () => {
    expect(reasonsOf(judge('roc_auc', { suspiciousGain: 0.1 }, 0.97, 0.8))).toEqual([
      'roc_auc is 0.97, 0.17 better than the 0.8 of version 3; not more than 0.1 better is believed: too good to be true. Look for leakage before you trust it.',
    ]);
    expect(reasonsOf(judge('f1', { requiredRelativeGain: 0.02 }, 0.505, 0.5))).toEqual([
      'f1 is 0.505, 0.005 better than the 0.5 of version 3; at least 2 % better is asked for.',
    ]);
  });

  it.each<[string, MetricRule, Verdict['kind']]>([
    ['a gain whose whole interval is one', { requiredGain: 0, confidence: 0.9 }, 'passed'],
    ['a gain that may be none', { requiredGain: 0, confidence: 0.95 }, 'held'],
    ['a loss that is surely small', { maxLoss: 0.005, confidence: 0.95 }, 'passed'],
    ['a loss that may be larger', { maxLoss: 0.001, confidence: 0.95 }, 'held'],
    ['a share of gain that is sure', { requiredRelativeGain: 0.001, confidence: 0.9 }, 'passed'],
    ['a share of gain that is not', { requiredRelativeGain: 0.01, confidence: 0.9 }, 'held'],
    ['an interval that was not found out', { maxLoss: 0.5, confidence: 0.99 }, 'held'],
  ])('asks for confidence: %s', (_, rule, kind) => {
    expect(decideGate(UNSURE, policyOf({ roc_auc: rule })).kind).toBe(kind);
  });

  it.each<[MetricRule, Verdict['kind']]>([
    [{ requiredGain: 0 }, 'passed'],
    [{ requiredGain: 0, confidence: 0.95 }, 'held'],
    [{ requiredRelativeGain: 0, confidence: 0.95 }, 'held'],
    [{ maxLoss: 0, confidence: 0.95 }, 'passed'],
  ])('judges by %j a candidate that answers each row as the champion does', (rule, kind) => {
    const same = evidenceWith({
      candidate: { source: 'held-out', metrics: { roc_auc: 0.8 } },
      champion: { version: 3, fence: 5, metrics: { roc_auc: 0.8 } },
      comparison: { roc_auc: { quantiles: { '0.025': 0, '0.975': 0 }, probabilityBetter: 0 } },
    });

    expect(decideGate(same, policyOf({ roc_auc: rule })).kind).toBe(kind);
  });

  it('holds what the interval allows and the measured gain does not', () => {
    const worse = evidenceWith({
      ...UNSURE,
      candidate: { source: 'held-out', metrics: { roc_auc: 0.79 } },
    });

    expect(decideGate(worse, policyOf({ roc_auc: { maxLoss: 0.005, confidence: 0.9 } })).kind).toBe(
      'held',
    );
  });

  it('shows the interval that it judges by', () => {
    const verdict = decideGate(
      UNSURE,
      policyOf({ roc_auc: { requiredGain: 0, confidence: 0.95 } }),
    );

    expect(reasonsOf(verdict)).toEqual([
      'roc_auc is 0.81, 0.01 better than the 0.8 of version 3 (95 % interval: 0.002 worse to 0.021 better, better in 96 % of draws); more than 0 better with 95 % confidence is asked for.',
    ]);
  });

  it.each([0.5, Number.NaN, '0.95'])('rejects under a confidence of %s', (confidence) => {
    const policy = {
      ...policyOf({ roc_auc: { min: 0 } }),
      rules: { roc_auc: { maxLoss: 0.1, confidence } },
    };

    // @ts-expect-error -- what a Workflow that was started around the Client may bring
    expect(decideGate(UNSURE, policy).kind).toBe('rejected');
  });

  it('does not judge rules against a champion that does not exist yet, and says so', () => {
    const verdict = judge('roc_auc', { min: 0.75, requiredGain: 0.1 }, 0.8, undefined);

    expect(verdict.kind).toBe('passed');
    expect(verdict.results).toContainEqual({
      subject: 'roc_auc',
      rule: 'at least 0.1 better',
      candidate: 0.8,
      champion: null,
      result: 'not-judged',
      reason: 'There is no champion yet to compare roc_auc with: this rule was not judged.',
    });
  });

  it('holds a candidate whose champion cannot be scored on this hold-out', () => {
    const champion = { version: 3, fence: 5, notComparable: 'the feature TENUREMONTHS is gone.' };
    const evidence = evidenceWith({ champion });

    expect(decideGate(evidence, policyOf({ roc_auc: { min: 0.75, maxLoss: 0.01 } }))).toMatchObject(
      {
        kind: 'held',
        reasons: ['roc_auc cannot be compared with version 3: the feature TENUREMONTHS is gone.'],
      },
    );
    expect(decideGate(evidence, policyOf({ roc_auc: { min: 0.75 } })).kind).toBe('passed');
  });

  it.each<[Score, string]>([
    ['NaN', 'whose score is NaN, not a finite number.'],
    [null, 'whose score is missing.'],
    [7, 'whose score is 7, outside 0 to 1.'],
  ])('holds a candidate whose champion scored %s', (score, end) => {
    expect(judge('roc_auc', { maxLoss: 1 }, 0.99, score)).toMatchObject({
      kind: 'held',
      reasons: [`roc_auc cannot be compared with version 3, ${end}`],
    });
  });

  it('rejects rather than holds when there is reason for both, and keeps all results', () => {
    const verdict = judge('roc_auc', { min: 0.75, maxLoss: 0.01 }, 0.7, 0.8);

    expect(verdict).toMatchObject({
      kind: 'rejected',
      reasons: ['roc_auc is 0.7, below the floor of 0.75.'],
    });
    expect(verdict.results.map(({ result }) => result)).toContain('held');
  });

  it('names every rule that rejects', () => {
    const evidence = evidenceOf({ roc_auc: 0.6, accuracy: 0.5 });
    const verdict = decideGate(
      evidence,
      policyOf({ roc_auc: { min: 0.75 }, accuracy: { min: 0.7 } }),
    );

    expect(reasonsOf(verdict)).toHaveLength(2);
  });

  it('judges no metric that no rule names', () => {
    const evidence = evidenceOf({ roc_auc: 0.8, accuracy: 'NaN', log_loss: null });

    expect(decideGate(evidence, policyOf({ roc_auc: { min: 0.75 } })).kind).toBe('passed');
  });

  it.each([
    ['a text', '0.99'],
    ['true', true],
    ['a list', [0.99]],
    ['an object', { valueOf: () => 0.99 }],
    ['a bigint', 1n],
  ])('reads numbers only, whatever a forged evidence holds: %s', (_, forged) => {
    const evidence = evidenceOf({ roc_auc: 0.8 });
    Object.assign(evidence.candidate.metrics, { roc_auc: forged });

    expect(decideGate(evidence, policyOf({ roc_auc: { min: 0.5 } })).kind).toBe('rejected');
  });
});

describe('decideGate with a policy that no schema has seen', () => {
  it.each<[string, object, string]>([
    ['a misspelt rule', { mni: 0.75 }, 'mni of roc_auc is no rule that the gate knows.'],
    [
      'a misspelt rule beside one that holds',
      { min: 0.5, maxLos: 0.01 },
      'maxLos of roc_auc is no rule that the gate knows.',
    ],
    ['a text', { min: '0.75' }, 'min of roc_auc is 0.75: no threshold to judge by.'],
    ['no number', { min: null }, 'min of roc_auc is null: no threshold to judge by.'],
    ['a negative loss', { maxLoss: -0.1 }, 'maxLoss of roc_auc is -0.1: no threshold to judge by.'],
    [
      'an infinite loss',
      { maxLoss: Number.POSITIVE_INFINITY },
      'maxLoss of roc_auc is Infinity: no threshold to judge by.',
    ],
  ])('rejects on %s', (_, rule, reason) => {
    const policy = policyOf({ roc_auc: { min: 0 } });
    Object.assign(policy.rules, { roc_auc: rule });

    expect(reasonsOf(decideGate(evidenceOf({ roc_auc: 0.8 }, { roc_auc: 0.7 }), policy))).toEqual([
      reason,
    ]);
  });
});

describe('decideGate on the evidence itself', () => {
  const policy = policyOf({ accuracy: { min: 0.5 } });

  it.each([
    ['an empty hold-out', { positive: 0, negative: 0 }, '0 positive and 0 negative'],
    ['one class only', { positive: 0, negative: 1409 }, '0 positive and 1,409 negative'],
    ['the other class only', { positive: 1, negative: 0 }, '1 positive and 0 negative'],
  ])('rejects %s', (_, classes, counts) => {
    expect(reasonsOf(decideGate(evidenceWith({ classes }), policy))).toEqual([
      `The hold-out has ${counts} rows: without both classes no score on it means anything.`,
    ]);
  });

  it('rejects an entity on both sides', () => {
    const evidence = evidenceWith({ leakage: { ...CLEAN_LEAKAGE, entitiesOnBothSides: 1 } });

    expect(reasonsOf(decideGate(evidence, policy))).toEqual([
      '1 entity stands on both sides of the split: the score is not one of unseen entities.',
    ]);
  });

  it.each<[number, Verdict['kind'], readonly string[]]>([
    [0.05, 'passed', []],
    [
      0.050001,
      'rejected',
      [
        '5.0001 % of the held-out rows repeat all features of a row outside the hold-out; at most 5 % may: the score would measure memory.',
      ],
    ],
  ])(
    'judges a share of repeated feature rows of %d',
    (duplicateFeatureRowsShare, kind, reasons) => {
      const leakage = { ...CLEAN_LEAKAGE, duplicateFeatureRowsShare };
      const verdict = decideGate(evidenceWith({ leakage }), policy);

      expect(verdict.kind).toBe(kind);
      expect(reasonsOf(verdict)).toEqual(reasons);
    },
  );

  it('passes entities with several rows when the hold-out is ours', () => {
    const leakage = {
      ...CLEAN_LEAKAGE,
      entitiesWithSeveralRows: 7043,
      rowsOfRepeatedEntitiesShare: 1,
    };

    expect(decideGate(evidenceWith({ leakage }), policy).kind).toBe('passed');
  });
});

describe('decideGate on self-reported scores', () => {
  const candidate = { source: 'self-reported', metrics: { accuracy: 0.9979 } } as const;

  it("rejects the quickstart's recipe on resampled customers, by the numbers", () => {
    const leakage = {
      entitiesOnBothSides: 0,
      entitiesWithSeveralRows: 7043,
      rowsOfRepeatedEntitiesShare: 0.99998,
      duplicateFeatureRowsShare: 0.01,
    };

    const verdict = decideGate(
      evidenceWith({ candidate, leakage }),
      policyOf({ accuracy: { min: 0.7 } }),
    );

    expect(verdict.kind).toBe('rejected');
    expect(reasonsOf(verdict)).toEqual([
      '7,043 entities have several rows (99.998 % of all rows), and the procedure chose its test rows itself: copies of one entity on both of its sides would explain what it reports (accuracy 0.9979).',
    ]);
  });

  it('judges them by absolute rules when every entity has one row', () => {
    const verdict = decideGate(evidenceWith({ candidate }), policyOf({ accuracy: { min: 0.7 } }));

    expect(verdict.kind).toBe('passed');
    expect(verdict.results.map(({ reason }) => reason)).toContain(
      'accuracy (self-reported) is 0.9979, at least 0.7.',
    );
  });

  it.each([
    [{ maxLoss: 0.5 }, null],
    [{ maxLoss: 0.5 }, { version: 3, fence: 3, metrics: { accuracy: 0.5 } }],
    [{ requiredGain: 0 }, null],
    [{ requiredGain: 0 }, { version: 3, fence: 3, metrics: { accuracy: 0.5 } }],
  ])('refuses %j against the champion %j', (rule, champion) => {
    const evidence = evidenceWith({ candidate, champion });

    expect(reasonsOf(decideGate(evidence, policyOf({ accuracy: rule })))).toEqual([
      "accuracy was reported by the training procedure itself, on rows of its own choice: it cannot be compared with the champion's. Remove the rule, or train with build(params).",
    ]);
  });
});
