import { describe, expect, it } from 'vitest';

import { judgedMetrics, type GatePolicy, type MetricRule } from '../../pipeline/gate-policy.js';
import { gatePolicyProblems } from '../../pipeline/gate-policy-problems.js';
import { policyOf } from '../support/evidence.js';

function policyExcepting(count: number): GatePolicy {
  const except = Array.from({ length: count }, (_, index) => `F${index}`);
  return policyOf({ roc_auc: { min: 0.75 } }, { checks: { singleFeature: { except } } });
}

describe('gatePolicyProblems', () => {
  it('finds so many excepted features that another one would hide behind them', () => {
    expect(gatePolicyProblems(policyExcepting(9))).toEqual([]);
    expect(gatePolicyProblems(policyExcepting(10))).toMatchObject([
      { path: ['checks', 'singleFeature', 'except'], found: '10 features', expected: 'at most 9' },
    ]);
  });

  it.each<[string, string, MetricRule]>([
    ['a floor and a ceiling of what is too good', 'roc_auc', { min: 0.75, suspiciousAbove: 0.95 }],
    ['a loss limit beside a required gain', 'f1', { maxLoss: 0.01, requiredGain: 0 }],
    ['a ceiling and a floor of what is too good', 'log_loss', { max: 2.5, suspiciousBelow: 0.01 }],
    ['a floor below 0 where there is no lowest score', 'r2', { min: -0.5, maxLoss: 3 }],
    ['a cost below 0, which is a gain', 'cost', { max: -2.5, suspiciousBelow: -10 }],
    ['bounds at the ends of the range', 'brier', { max: 1, maxLoss: 0 }],
    ['a large loss limit for a metric without end', 'log_loss', { maxLoss: 5 }],
    [
      'every rule against the champion together',
      'roc_auc',
      {
        maxLoss: 0.01,
        maxRelativeLoss: 0.02,
        requiredGain: 0.001,
        requiredRelativeGain: 0.001,
        suspiciousGain: 0.1,
        suspiciousRelativeGain: 3,
      },
    ],
    [
      'a required gain that the share of one champion allows',
      'roc_auc',
      { requiredGain: 0.1, suspiciousRelativeGain: 0.2 },
    ],
    [
      'the smallest share that one champion, of 0.8, can keep to',
      'roc_auc',
      { requiredGain: 0.2, suspiciousRelativeGain: 0.25 },
    ],
    [
      'a required gain beside any share, where no score is the highest',
      'log_loss',
      { requiredGain: 10, suspiciousRelativeGain: 0.01 },
    ],
    [
      'a required share beside any amount, which a champion near 0 can keep to',
      'roc_auc',
      { requiredRelativeGain: 0.1, suspiciousGain: 0.001 },
    ],
    ['no gain asked for and none believed', 'r2', { requiredGain: 0, suspiciousRelativeGain: 0 }],
    ['a loss of all there is', 'log_loss', { requiredRelativeGain: 1 }],
    ['a share of gain many times the score', 'roc_auc', { requiredRelativeGain: 3 }],
    [
      'a share of more than all, where scores fall below 0',
      'cost',
      { requiredRelativeGain: 2, suspiciousRelativeGain: 20 },
    ],
    ['a share that bites', 'rmse', { suspiciousRelativeGain: 0.99 }],
  ])('finds none in %s', (_, metric, rule) => {
    expect(gatePolicyProblems(policyOf({ [metric]: rule }))).toEqual([]);
  });

  it.each<[string, string, MetricRule, Partial<Record<'rule' | 'found' | 'expected', string>>]>([
    [
      'a floor where lower is better',
      'log_loss',
      { min: 0.3 },
      {
        rule: 'min',
        found: 'min for log_loss',
        expected: 'max, or suspiciousBelow for a score too good to be true',
      },
    ],
    [
      'a ceiling where higher is better',
      'accuracy',
      { max: 0.9 },
      {
        rule: 'max',
        found: 'max for accuracy',
        expected: 'min, or suspiciousAbove for a score too good to be true',
      },
    ],
    [
      'a suspiciously high loss',
      'brier',
      { suspiciousAbove: 0.5 },
      { rule: 'suspiciousAbove', expected: 'suspiciousBelow' },
    ],
    [
      'a suspiciously low gain',
      'recall',
      { suspiciousBelow: 0.5 },
      { rule: 'suspiciousBelow', expected: 'suspiciousAbove' },
    ],
    ['per cent as a floor', 'roc_auc', { min: 75 }, { found: 'the number 75', expected: '0 to 1' }],
    [
      'per cent as what is too good',
      'roc_auc',
      { suspiciousAbove: 95 },
      { rule: 'suspiciousAbove' },
    ],
    ['per cent as a loss limit', 'roc_auc', { maxLoss: 5 }, { rule: 'maxLoss' }],
    ['a gain that nothing can make', 'roc_auc', { requiredGain: 2 }, { rule: 'requiredGain' }],
    ['a ceiling below all scores', 'log_loss', { max: -1 }, { expected: 'at least 0' }],
    [
      'a floor at what is too good',
      'roc_auc',
      { min: 0.8, suspiciousAbove: 0.8 },
      { rule: 'suspiciousAbove', expected: 'more than min, 0.8' },
    ],
    [
      'a ceiling at what is too good',
      'brier',
      { max: 0.1, suspiciousBelow: 0.2 },
      { rule: 'suspiciousBelow', expected: 'less than max, 0.1' },
    ],
    [
      'a gain that is asked for and not believed',
      'roc_auc',
      { requiredGain: 0.05, suspiciousGain: 0.02 },
      { rule: 'suspiciousGain', expected: 'more than requiredGain, 0.05' },
    ],
    [
      'a share that is asked for and not believed',
      'log_loss',
      { requiredRelativeGain: 0.5, suspiciousRelativeGain: 0.5 },
      { rule: 'suspiciousRelativeGain', expected: 'more than requiredRelativeGain, 0.5' },
    ],
    [
      'a confidence in nothing',
      'roc_auc',
      { min: 0.7, confidence: 0.95 },
      { rule: 'confidence', found: 'confidence 0.95 by itself' },
    ],
    [
      'per cent as a share of loss',
      'log_loss',
      { maxRelativeLoss: 2 },
      { rule: 'maxRelativeLoss', expected: "0 to 1, a share of the champion's score" },
    ],
    [
      'a required gain beside a share that allows none',
      'roc_auc',
      { requiredGain: 0.1, suspiciousRelativeGain: 0 },
      { rule: 'suspiciousRelativeGain', expected: 'enough to believe requiredGain, 0.1' },
    ],
    [
      'a required gain beside a share that is less for every champion',
      'roc_auc',
      { requiredGain: 0.1, suspiciousRelativeGain: 0.05 },
      { rule: 'suspiciousRelativeGain', found: 'the number 0.05' },
    ],
    [
      'a required gain that only a champion too good to gain it could be believed',
      'roc_auc',
      { requiredGain: 0.1, suspiciousRelativeGain: 0.1 },
      { rule: 'suspiciousRelativeGain' },
    ],
    [
      'the same where lower is better',
      'brier',
      { requiredGain: 0.1, suspiciousRelativeGain: 0.09 },
      { rule: 'suspiciousRelativeGain' },
    ],
    [
      'a required gain beside a share of 0, where no score is the highest',
      'log_loss',
      { requiredGain: 0.1, suspiciousRelativeGain: 0 },
      { rule: 'suspiciousRelativeGain' },
    ],
    [
      'a required share beside no gain that is believed',
      'roc_auc',
      { requiredRelativeGain: 0.1, suspiciousGain: 0 },
      { rule: 'suspiciousGain', expected: 'enough to believe requiredRelativeGain, 0.1' },
    ],
    [
      'a required share of more than a loss',
      'log_loss',
      { requiredRelativeGain: 3 },
      { rule: 'requiredRelativeGain', found: 'the number 3', expected: 'at most 1' },
    ],
    [
      'a required share of more than an error',
      'rmse',
      { requiredRelativeGain: 1.5 },
      { rule: 'requiredRelativeGain', expected: 'at most 1' },
    ],
    [
      'a suspicious share that is all of a loss',
      'log_loss',
      { suspiciousRelativeGain: 1 },
      { rule: 'suspiciousRelativeGain', expected: 'less than 1' },
    ],
    [
      'a suspicious share in per cent',
      'log_loss',
      { suspiciousRelativeGain: 20 },
      { rule: 'suspiciousRelativeGain', expected: 'less than 1' },
    ],
  ])('finds %s', (_, metric, rule, problem) => {
    const problems = gatePolicyProblems(policyOf({ [metric]: rule }));

    expect(problems).toHaveLength(1);
    const { rule: name, ...words } = problem;
    expect(problems[0]).toMatchObject(words);
    expect(problems[0]?.path.slice(0, 2)).toEqual(['rules', metric]);
    if (name !== undefined) expect(problems[0]?.path[2]).toBe(name);
  });

  it('finds a metric with an empty rule', () => {
    const problems = gatePolicyProblems(policyOf({ roc_auc: { min: 0.7 }, f1: {} }));

    expect(problems).toMatchObject([{ path: ['rules', 'f1'], found: 'an empty rule' }]);
  });
});

describe('gatePolicyProblems of the rest of a policy', () => {
  const profit = { direction: 'higher', lowest: -10, highest: 10 } as const;

  it.each<[string, Parameters<typeof policyOf>, object]>([
    [
      'a rule on a metric of its own that is out of range',
      [{ profit: { maxLoss: 21 } }, { metrics: { profit } }],
      { path: ['rules', 'profit', 'maxLoss'], expected: '0 to 20' },
    ],
    [
      'a metric of its own without a score in its range',
      [{ f1: { min: 0.5 } }, { metrics: { profit: { ...profit, lowest: 10 } } }],
      { path: ['metrics', 'profit', 'highest'], besides: ['metrics', 'profit', 'lowest'] },
    ],
    [
      'a metric by the name of a check',
      [{ f1: { min: 0.5 } }, { metrics: { drift: profit } }],
      { path: ['metrics', 'drift'] },
    ],
    [
      'a contradiction in a slice, with both places',
      [
        { f1: { min: 0.5 } },
        { slices: [{ by: 'A', rules: { r2: { requiredGain: 0.2, suspiciousGain: 0.1 } } }] },
      ],
      {
        path: ['slices', 0, 'rules', 'r2', 'suspiciousGain'],
        besides: ['slices', 0, 'rules', 'r2', 'requiredGain'],
      },
    ],
    [
      'a wrong answer that costs less than the right one',
      [{ f1: { min: 0.5 } }, { cost: { falsePositive: -1, falseNegative: 5 } }],
      { path: ['cost', 'falsePositive'], besides: ['cost', 'trueNegative'] },
    ],
    [
      'a ceiling of the cost below the least cost',
      [{ cost: { max: -1 } }, { cost: { falsePositive: 1, falseNegative: 5 } }],
      {
        path: ['rules', 'cost', 'max'],
        besides: ['cost'],
        found: 'the number -1',
        expected: '0 to 5 by the costs',
      },
    ],
    [
      'a ceiling of the cost above the greatest cost, in a slice',
      [
        { f1: { min: 0.5 } },
        {
          cost: { falsePositive: 1, falseNegative: 5, truePositive: -3 },
          slices: [{ by: 'A', rules: { cost: { max: 6 } } }],
        },
      ],
      { path: ['slices', 0, 'rules', 'cost', 'max'], besides: ['cost'] },
    ],
    [
      'a required share of more than a cost that cannot fall below 0',
      [{ cost: { requiredRelativeGain: 2 } }, { cost: { falsePositive: 1, falseNegative: 5 } }],
      { path: ['rules', 'cost', 'requiredRelativeGain'], expected: 'at most 1' },
    ],
    [
      'a required share of more than the worst score allows',
      [
        { rate: { requiredRelativeGain: 0.6 } },
        { metrics: { rate: { direction: 'lower', lowest: 1, highest: 2 } } },
      ],
      { path: ['rules', 'rate', 'requiredRelativeGain'], expected: 'at most 0.5' },
    ],
    [
      'a share that no gain is more than, where all scores are above 0',
      [
        { rate: { suspiciousRelativeGain: 1 } },
        { metrics: { rate: { direction: 'higher', lowest: 1, highest: 2 } } },
      ],
      { path: ['rules', 'rate', 'suspiciousRelativeGain'], expected: 'less than 1' },
    ],
    [
      'a column that is sliced twice, in any case',
      [
        { f1: { min: 0.5 } },
        {
          slices: [
            { by: 'CONTRACT', rules: { f1: { min: 0.4 } } },
            { by: 'PLAN', rules: { f1: { min: 0.4 } } },
            { by: 'contract', rules: { f1: { min: 0.3 } } },
          ],
        },
      ],
      {
        path: ['slices', 2, 'by'],
        besides: ['slices', 0, 'by'],
        found: 'CONTRACT a second time',
      },
    ],
  ])('finds %s', (_, policy, problem) => {
    expect(gatePolicyProblems(policyOf(...policy))).toEqual([expect.objectContaining(problem)]);
  });

  it('lets a gain stand for a cost, as far as the matrix has it', () => {
    const cost = { falsePositive: 1, falseNegative: 5, truePositive: -3 };
    const rule = { max: -2.5, suspiciousBelow: -3, requiredRelativeGain: 2 };

    expect(gatePolicyProblems(policyOf({ cost: rule }, { cost }))).toEqual([]);
  });
});

describe('judgedMetrics', () => {
  it("keeps the policy's order and leaves out empty rules", () => {
    const policy = policyOf({ roc_auc: { min: 0.7 }, f1: {}, accuracy: { min: 0.6 } });

    expect(judgedMetrics(policy)).toEqual(['roc_auc', 'accuracy']);
  });
});
