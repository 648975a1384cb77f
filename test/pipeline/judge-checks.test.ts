import { describe, expect, it } from 'vitest';
import type { z } from 'zod';

import type { checksSchema } from '../../pipeline/check-policy.js';
import { decideGate } from '../../pipeline/decide-gate.js';
import type { Evidence } from '../../pipeline/evidence.js';
import type { GatePolicy } from '../../pipeline/gate-policy.js';
import { judgeChecks } from '../../pipeline/judge-checks.js';
import { judgeLooks } from '../../pipeline/judge-looks.js';
import type { RuleResult } from '../../pipeline/verdict.js';
import { CLEAN_LEAKAGE, evidenceWith, policyOf } from '../support/evidence.js';

type Checks = z.input<typeof checksSchema> | undefined;

function policyWith(checks: Checks): GatePolicy {
  return policyOf({ roc_auc: { min: 0.5 } }, { checks });
}

function judge(evidence: Partial<Evidence>, checks?: Checks): RuleResult[] {
  return judgeChecks(evidenceWith(evidence), policyWith(checks));
}

function looksOf(checks: Checks, changes: Partial<Evidence> = {}): RuleResult[] {
  return judgeLooks(evidenceWith(changes), policyWith(checks));
}

const CALIBRATION = { error: 0.02, slope: 0.97, intercept: 0.01 };
/** What the evaluation finds on the real telco customers, about. */
const CLEAN: Partial<Evidence> = {
  singleFeatures: [
    { feature: 'CONTRACT', score: 0.72 },
    { feature: 'TENUREMONTHS', score: 0.71 },
  ],
  identifiers: [],
  drift: [
    { feature: 'MONTHLYCHARGES', psi: 0.012 },
    { feature: 'GENDER', psi: 0.0001 },
  ],
  labelRate: { train: 0.2654, test: 0.2654 },
  calibration: { candidate: CALIBRATION, champion: null },
};

describe('judgeChecks without a word in the policy', () => {
  it('passes clean data, and says what it found', () => {
    expect(judge(CLEAN).map(({ subject, result }) => `${subject} ${result}`)).toEqual([
      'single_feature passed',
      'identifier passed',
      'drift passed',
      'label_rate passed',
      'calibration passed',
    ]);
  });

  it('judges nothing of evidence of before there were any', () => {
    expect(judge({})).toEqual([]);
  });

  it.each<[string, Partial<Evidence>, RuleResult['result'], string]>([
    [
      'a feature that is the target',
      { singleFeatures: [{ feature: 'CHURN_DATE_IS_SET', score: 1 }] },
      'rejected',
      'CHURN_DATE_IS_SET alone predicts the held-out target with a roc_auc of 1, more than 0.995: look whether it is made from the target. If it may predict that well, name it: checks: singleFeature: except.',
    ],
    [
      'a feature that says almost all',
      { singleFeatures: [{ feature: 'WORST_AREA', score: 0.985 }] },
      'warned',
      'WORST_AREA alone predicts the held-out target with a roc_auc of 0.985, more than 0.98: look whether it is made from the target. If it may predict that well, name it: checks: singleFeature: except.',
    ],
    [
      'a feature without a number',
      { singleFeatures: [{ feature: 'A', score: 'NaN' }] },
      'rejected',
      'A alone predicts the held-out target with a roc_auc of NaN, more than 0.995: look whether it is made from the target. If it may predict that well, name it: checks: singleFeature: except.',
    ],
    [
      'features that name the entity',
      { identifiers: ['CUSTOMER_KEY', 'ROW_NUMBER'] },
      'warned',
      '2 features have another value for each entity, as a key has: CUSTOMER_KEY, ROW_NUMBER. A model can only learn them by heart, and copies hide behind them: leave them out of features.sql, or name them: checks: identifier: except.',
    ],
    [
      'features that have moved',
      {
        drift: [
          { feature: 'B', psi: 0.26 },
          { feature: 'A', psi: 'Infinity' },
          { feature: 'C', psi: 0.25 },
        ],
      },
      'warned',
      '2 features are distributed otherwise on the held-out rows than in training, by psi: A Infinity, B 0.26.',
    ],
    [
      'other rows than in training',
      { labelRate: { train: 0.2, test: 0.31 } },
      'warned',
      '20 % of the training rows are positive, and 31 % of the held-out rows; a change of at most 0.1 is expected.',
    ],
    [
      'a label rate exactly at the bound',
      { labelRate: { train: 0.3, test: 0.2 } },
      'passed',
      '30 % of the training rows are positive, and 20 % of the held-out rows; a change of at most 0.1 is expected.',
    ],
    [
      'other rows than those of the live version',
      { labelRate: { train: 0.25, test: 0.26 }, liveLabelRate: { version: 3, train: 0.4 } },
      'warned',
      '25 % of the training rows are positive, and 26 % of the held-out rows; version 3 was trained on 40 %; a change of at most 0.1 is expected.',
    ],
    [
      'as many as the live version had',
      { labelRate: { train: 0.25, test: 0.26 }, liveLabelRate: { version: 3, train: 0.3 } },
      'passed',
      '25 % of the training rows are positive, and 26 % of the held-out rows; version 3 was trained on 30 %; a change of at most 0.1 is expected.',
    ],
    [
      'other labels than those of the live version',
      {
        labelRate: {
          label: 'eel',
          train: 0.2,
          test: 0.2,
          shares: { eel: 0.2, cat: 0.3, constructor: 0.5 },
        },
        liveLabelShares: { version: 3, shares: { eel: 0.2, cat: 0.45, bird: 0.35 } },
      },
      'warned',
      '20 % of the training rows are "eel", and 20 % of the held-out rows; of the rows that version 3 was trained on 0 % were "constructor", and of those of this candidate 50 %; a change of at most 0.1 is expected.',
    ],
    [
      'labels as the live version had',
      {
        labelRate: { label: 'eel', train: 0.2, test: 0.2, shares: { eel: 0.2, cat: 0.8 } },
        liveLabelShares: { version: 3, shares: { eel: 0.22, cat: 0.73, dog: 0.05 } },
      },
      'passed',
      '20 % of the training rows are "eel", and 20 % of the held-out rows; of the rows that version 3 was trained on 73 % were "cat", and of those of this candidate 80 %; a change of at most 0.1 is expected.',
    ],
    [
      'a label rate that is none',
      { labelRate: { train: null, test: 0.2 } },
      'warned',
      'The label rate is missing in training and 0.2 in the hold-out: the check cannot be judged.',
    ],
    [
      'probabilities that are off',
      { calibration: { candidate: { ...CALIBRATION, error: 0.2 }, champion: null } },
      'warned',
      'Predicted probabilities are off by 0.2 on average (slope 0.97, 1 is right); up to 0.1 is expected.',
    ],
  ])('finds %s', (_, evidence, result, reason) => {
    expect(judge(evidence)).toMatchObject([{ result, reason }]);
  });

  it.each<[string, Partial<Evidence>, number | undefined]>([
    ['the strongest feature', { singleFeatures: [{ feature: 'A', score: 0.7 }] }, 0.28],
    ['one that is too strong', { singleFeatures: [{ feature: 'A', score: 0.985 }] }, -0.005],
    ['one far too strong', { singleFeatures: [{ feature: 'A', score: 1 }] }, -0.005],
    ['one without a number', { singleFeatures: [{ feature: 'A', score: 'NaN' }] }, undefined],
    ['no feature', { singleFeatures: [] }, undefined],
    ['names of the entity, which have no bound', { identifiers: ['A'] }, undefined],
    ['a drift', { drift: [{ feature: 'A', psi: 0.1 }] }, 0.15],
    ['a drift at the bound', { drift: [{ feature: 'A', psi: 0.25 }] }, 0],
    ['too much drift', { drift: [{ feature: 'A', psi: 0.3 }] }, -0.05],
    ['a drift beyond all', { drift: [{ feature: 'A', psi: 'Infinity' }] }, undefined],
    ['a drift by chance', { drift: [{ feature: 'A', psi: 0.3, byChance: 0.4 }] }, undefined],
    ['more drift than by chance', { drift: [{ feature: 'A', psi: 0.5, byChance: 0.4 }] }, -0.25],
    ['a label rate', { labelRate: { train: 0.3, test: 0.27 } }, 0.07],
    ['another label rate', { labelRate: { train: 0.1, test: 0.4 } }, -0.2],
    ['a label rate by chance', { labelRate: { train: 0.1, test: 0.4, byChance: 0.35 } }, undefined],
    [
      'a label rate that is farther from the live version',
      { labelRate: { train: 0.3, test: 0.29 }, liveLabelRate: { version: 3, train: 0.22 } },
      0.02,
    ],
    [
      'a label rate that is near by chance, and not to the live version',
      {
        labelRate: { train: 0.1, test: 0.4, byChance: 0.35 },
        liveLabelRate: { version: 3, train: 0.3 },
      },
      -0.1,
    ],
    ['a label rate that is none', { labelRate: { train: null, test: 0.2 } }, undefined],
    ['a calibration', { calibration: { candidate: CALIBRATION, champion: null } }, 0.08],
    [
      'a calibration by chance',
      { calibration: { candidate: { ...CALIBRATION, error: 0.2, byChance: 0.2 }, champion: null } },
      undefined,
    ],
  ])('tells the margin of %s', (_, evidence, margin) => {
    expect(judge(evidence).map((one) => one.margin)).toEqual([margin]);
  });

  it('measures a drift by the bound of its own feature', () => {
    const drift = [{ feature: 'A', psi: 0.3 }];

    expect(judge({ drift }, { drift: { features: { A: { psiAbove: 0.5 } } } })).toMatchObject([
      { margin: 0.2 },
    ]);
  });

  it('tells how far a mean is from the share of it that is allowed, in units of the mean', () => {
    const labelRate = { train: 1.1, test: 1 };

    expect(
      judge({ task: 'regression', labelRate }, { labelRate: { changeAbove: 0.3 } }),
    ).toMatchObject([{ margin: 0.23 }]);
  });

  it('tells how many looks are left', () => {
    expect(looksOf({ looks: { above: 10 } }, { looks: 3 })).toMatchObject([{ margin: 7 }]);
    expect(looksOf({ looks: { above: 10 } }, { looks: 12 })).toMatchObject([{ margin: -2 }]);
    expect(looksOf({ looks: {} })).toMatchObject([{ candidate: null }]);
    expect(looksOf({ looks: {} })[0]).not.toHaveProperty('margin');
  });

  it('asks nothing of the mean of a regression, nor of a model without probabilities', () => {
    expect(judge({ task: 'regression', labelRate: { train: 1, test: 9 } })).toEqual([]);
    expect(judge({ calibration: { candidate: null, champion: null } })).toEqual([]);
  });
});

describe('judgeChecks by the policy', () => {
  it.each(['singleFeature', 'drift', 'labelRate', 'calibration'] as const)(
    'needs the evidence of %s when it is named',
    (name) => {
      expect(judge({}, { [name]: { on: 'reject' } })).toMatchObject([{ result: 'rejected' }]);
      expect(judge({}, { [name]: { on: 'warn' } })).toMatchObject([{ result: 'warned' }]);
    },
  );

  it.each<[string, Partial<Evidence>, Checks, RuleResult['result']]>([
    [
      'an excepted feature',
      CLEAN,
      { singleFeature: { above: 0.5, except: ['contract'] } },
      'rejected',
    ],
    [
      'excepted features only',
      CLEAN,
      { singleFeature: { above: 0.5, except: ['contract', 'TENUREMONTHS'] } },
      'passed',
    ],
    ['a key', { identifiers: ['KEY'] }, { identifier: { on: 'reject' } }, 'rejected'],
    [
      'a key that may stay',
      { identifiers: ['KEY'] },
      { identifier: { except: ['key'], on: 'reject' } },
      'passed',
    ],
    ['a feature exactly at its bound', CLEAN, { singleFeature: { above: 0.72 } }, 'passed'],
    ['a stricter bound of drift', CLEAN, { drift: { psiAbove: 0.01, on: 'reject' } }, 'rejected'],
    [
      'a bound of its own for a feature',
      CLEAN,
      { drift: { psiAbove: 0.01, features: { monthlycharges: { psiAbove: 0.02 } }, on: 'reject' } },
      'passed',
    ],
    ['a change of a label rate', CLEAN, { labelRate: { changeAbove: 0, on: 'reject' } }, 'passed'],
    [
      'a mean that moves by more than a tenth of it',
      { task: 'regression', labelRate: { train: -100, test: -111 } },
      { labelRate: { changeAbove: 0.1, on: 'reject' } },
      'rejected',
    ],
    [
      'a mean that moves by a tenth of it',
      { task: 'regression', labelRate: { train: -100, test: -110 } },
      { labelRate: { changeAbove: 0.1, on: 'reject' } },
      'passed',
    ],
    ['a calibration', CLEAN, { calibration: { errorAbove: 0.01, on: 'reject' } }, 'rejected'],
  ])('judges %s', (_, evidence, checks, result) => {
    const [name] = Object.keys(checks ?? {});
    const subject =
      { singleFeature: 'single_feature', labelRate: 'label_rate' }[name ?? ''] ?? name;

    expect(judge(evidence, checks).find((one) => one.subject === subject)).toMatchObject({
      result,
    });
  });

  it('needs the drift of every feature that has a bound of its own', () => {
    const features = { plan: { psiAbove: 0.1 }, GENDER: { psiAbove: 0.1 } };

    expect(judge(CLEAN, { drift: { features, on: 'reject' } })).toContainEqual(
      expect.objectContaining({
        subject: 'drift',
        candidate: null,
        result: 'rejected',
        reason: 'The evidence has no drift of PLAN: the check cannot be judged.',
      }),
    );
    expect(judge(CLEAN, { drift: { features: { GENDER: { psiAbove: 0.1 } } } })).toContainEqual(
      expect.objectContaining({ subject: 'drift', result: 'passed' }),
    );
  });

  it('takes one spelling of a feature only', () => {
    const features = { age: { psiAbove: 0.1 }, AGE: { psiAbove: 0.9 } };

    expect(() => policyWith({ drift: { features } })).toThrow('each column once, in any case');
  });

  it.each(['reject', 'warn'] as const)('does not lose looks that %s', (on) => {
    const result = on === 'warn' ? 'warned' : 'rejected';
    const candidate = { source: 'self-reported', metrics: { roc_auc: 0.8 } } as const;

    expect(looksOf({ looks: { on } }, { candidate, looks: 3 })).toMatchObject([
      { subject: 'looks', candidate: null, result },
    ]);
    expect(looksOf({ looks: { on } })).toMatchObject([{ candidate: null, result }]);
    expect(looksOf(undefined, { candidate, looks: 3 })).toEqual([]);
    expect(looksOf(undefined)).toEqual([]);
    expect(looksOf({ looks: { above: 2, on } }, { looks: 3 })).toMatchObject([
      { candidate: 3, result },
    ]);
  });

  it.each<[Partial<Evidence>, string]>([
    [
      { labelRate: { train: 0.2, test: 0.31, byChance: 0.12 } },
      'label_rate passed: 20 % of the training rows are positive, and 31 % of the held-out rows; a change of at most 0.1 is expected, and so few held-out rows have more by chance.',
    ],
    [
      { task: 'multiclass', labelRate: { label: 'eel', train: 0.2, test: 0.31, byChance: 0.12 } },
      'label_rate passed: 20 % of the training rows are "eel", and 31 % of the held-out rows; a change of at most 0.1 is expected, and so few held-out rows have more by chance.',
    ],
    [
      {
        calibration: { candidate: { ...CALIBRATION, error: 0.12, byChance: 0.12 }, champion: null },
      },
      'calibration passed: Predicted probabilities are off by 0.12 on average (slope 0.97, 1 is right); up to 0.1 is expected, and so few held-out rows have more by chance.',
    ],
    [
      { drift: [{ feature: 'TENURE', psi: 0.4, byChance: 0.5 }] },
      'drift passed: The feature that differs most between training and held-out rows is TENURE, with a psi of 0.4, and so few held-out rows have more by chance.',
    ],
  ])('lets %j hold, which chance brings about', (found, row) => {
    expect(
      judge(found).map(({ subject, result, reason }) => `${subject} ${result}: ${reason}`),
    ).toEqual([row]);
  });

  it.each<Partial<Evidence>>([
    { labelRate: { train: 0.2, test: 0.33, byChance: 0.12 } },
    { labelRate: { train: 0.2, test: 0.31, byChance: 'NaN' } },
    { calibration: { candidate: { ...CALIBRATION, error: 0.13, byChance: 0.12 }, champion: null } },
    {
      labelRate: { train: 0.2, test: 0.25, byChance: 0.12 },
      liveLabelRate: { version: 3, train: 0.31 },
    },
  ])('warns of %j, which chance does not', (found) => {
    expect(judge(found)).toMatchObject([{ result: 'warned' }]);
  });

  it('shows the calibration of the champion beside', () => {
    const calibration = { candidate: CALIBRATION, champion: { ...CALIBRATION, error: 0.03 } };

    expect(judge({ calibration })).toMatchObject([{ candidate: 0.02, champion: 0.03 }]);
  });
});

describe('decideGate with checks', () => {
  const leakage = { ...CLEAN_LEAKAGE, duplicateFeatureRowsShare: 0.2 };

  it.each<[string, Checks, string, string | undefined]>([
    ['rejects as it always did', undefined, 'rejected', 'rejected'],
    [
      'rejects above the bound that is given',
      { duplicateRows: { above: 0.1 } },
      'rejected',
      'rejected',
    ],
    ['passes below it', { duplicateRows: { above: 0.3 } }, 'passed', 'passed'],
    ['passes with a warning', { duplicateRows: { on: 'warn' } }, 'passed', 'warned'],
  ])('of repeated rows %s', (_, checks, kind, result) => {
    const verdict = decideGate(evidenceWith({ leakage }), policyWith(checks));

    expect(verdict.kind).toBe(kind);
    expect(verdict.results.find(({ subject }) => subject === 'duplicate_rows')?.result).toBe(
      result,
    );
  });

  it('passes what only warns, and shows it', () => {
    const drift = [{ feature: 'A', psi: 3 }];
    const verdict = decideGate(evidenceWith({ drift }), policyWith(undefined));

    expect(verdict.kind).toBe('passed');
    expect(verdict.results).toContainEqual(
      expect.objectContaining({ subject: 'drift', result: 'warned' }),
    );
  });
});

describe('decideGate on a hold-out', () => {
  it.each<[string, Partial<Evidence>, string]>([
    ['of several classes', { task: 'multiclass', labels: { a: 3, b: 1, c: 0 } }, 'passed'],
    ['of one of several classes', { task: 'multiclass', labels: { a: 3, b: 0 } }, 'rejected'],
    ['of numbers', { task: 'regression' }, 'passed'],
    [
      'of a single number',
      { task: 'regression', rows: { train: 3, validation: 1, test: 1 } },
      'rejected',
    ],
  ])('%s', (_, changes, kind) => {
    const { classes: _classes, ...evidence } = evidenceWith(changes);

    expect(decideGate(evidence, policyWith(undefined)).kind).toBe(kind);
  });
});

describe('copied rows', () => {
  const FOUND = {
    by: 'TOTALCHARGES',
    pairs: 310,
    alike: 36,
    neighbours: 6400,
    neighboursAlike: 5,
    share: 0.0052,
    shareAtLeast: 0.0034,
  };

  it.each<[string, Partial<Evidence>, Checks, RuleResult['result'] | undefined]>([
    ['rejects by default when they are certain', { copies: FOUND }, undefined, 'rejected'],
    [
      'passes by default where they may be chance',
      { copies: { ...FOUND, shareAtLeast: 0.0002 } },
      undefined,
      'passed',
    ],
    [
      'allows what the policy allows',
      { copies: FOUND },
      { copiedRows: { above: 0.0034 } },
      'passed',
    ],
    ['warns where it shall', { copies: FOUND }, { copiedRows: { on: 'warn' } }, 'warned'],
    [
      'rejects a share that is no number',
      { copies: { ...FOUND, shareAtLeast: 'NaN' } },
      undefined,
      'rejected',
    ],
    ['says nothing of evidence of before', {}, undefined, undefined],
    ['rejects a check that was asked for and not measured', {}, { copiedRows: {} }, 'rejected'],
    ['says nothing where no feature can tell', { copies: null }, undefined, undefined],
    ['is not judged where no feature can tell', { copies: null }, { copiedRows: {} }, 'not-judged'],
  ])('%s', (_, evidence, checks, expected) => {
    const [found] = judge(evidence, checks);

    expect(found?.result).toBe(expected);
  });

  it('says what was seen', () => {
    const [found] = judge({ copies: FOUND });

    expect(found?.margin).toBe(-0.0024);
    expect(found?.reason).toBe(
      'At least 0.34 % of the rows are copies of others under another entity, more than 0.1 %: of 310 pairs of rows with the same TOTALCHARGES, 36 are alike in all features, far more than among neighbouring values. The score would measure memory.',
    );
  });
});

describe('drift of a small hold-out', () => {
  const drift = [{ feature: 'AGE', psi: 0.3, byChance: 0.35 }];

  it('is none as far as chance alone brings it about', () => {
    expect(judge({ drift })).toMatchObject([{ subject: 'drift', result: 'passed' }]);
  });

  it.each([
    [[{ feature: 'AGE', psi: 0.36, byChance: 0.35 }]],
    [[{ feature: 'AGE', psi: 'NaN' as const, byChance: 0.35 }]],
  ])('is one beyond that: %j', (found) => {
    expect(judge({ drift: found })).toMatchObject([{ subject: 'drift', result: 'warned' }]);
  });
});
