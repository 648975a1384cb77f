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
  ])('finds %s', (_, policy, problem) => {
    expect(gatePolicyProblems(policyOf(...policy))).toEqual([expect.objectContaining(problem)]);
  });
});

describe('judgedMetrics', () => {
  it("keeps the policy's order and leaves out empty rules", () => {
    const policy = policyOf({ roc_auc: { min: 0.7 }, f1: {}, accuracy: { min: 0.6 } });

    expect(judgedMetrics(policy)).toEqual(['roc_auc', 'accuracy']);
  });
});
