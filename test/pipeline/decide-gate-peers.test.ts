import { describe, expect, it } from 'vitest';

import { decideGate } from '../../pipeline/decide-gate.js';
import type { MetricRule } from '../../pipeline/gate-policy.js';
import type { Scores } from '../../pipeline/metrics.js';
import { evidenceOf, policyOf } from '../support/evidence.js';
import {
  mlflowVerdict,
  tfxVerdict,
  type MlflowThreshold,
  type Pair,
  type PeerVerdict,
  type TfxThresholds,
} from '../support/peer-gates.js';

interface Case {
  readonly rules: Readonly<Record<string, MetricRule>>;
  readonly candidate: Scores;
  readonly champion: Scores | null;
}

function decide({ rules, candidate, champion }: Case): string {
  return decideGate(evidenceOf(candidate, champion), policyOf(rules)).kind;
}

/** tensorflow_model_analysis, evaluators/metrics_validator.py at 03c863a, and tfx#5148. */
describe("decideGate where TFX's validator", () => {
  it.each<[string, Case, string]>([
    [
      'fails every candidate over a baseline of 0, whose ratio is NaN',
      { rules: { f1: { requiredGain: 0.05 } }, candidate: { f1: 0.4 }, champion: { f1: 0 } },
      'passed',
    ],
    [
      'fails every candidate over a baseline of 0, where a share is asked for',
      {
        rules: { f1: { requiredRelativeGain: 0.05 } },
        candidate: { f1: 0.4 },
        champion: { f1: 0 },
      },
      'passed',
    ],
    [
      'has no answer for a share of a baseline of 0 that was not beaten',
      {
        rules: { f1: { requiredRelativeGain: 0.05 } },
        candidate: { f1: 0 },
        champion: { f1: 0 },
      },
      'held',
    ],
    [
      'has one change threshold a metric: no loss allowed and a cap on the gain, gain too good',
      {
        rules: { roc_auc: { maxLoss: 0.005, suspiciousGain: 0.1 } },
        candidate: { roc_auc: 0.91 },
        champion: { roc_auc: 0.8 },
      },
      'rejected',
    ],
    [
      'passes a worse candidate over a negative baseline, whose ratio turns its sign',
      {
        rules: { f1: { requiredGain: 0 } },
        candidate: { f1: -0.8 },
        champion: { f1: -0.5 },
      },
      'rejected',
    ],
    [
      'has one change threshold a metric: a loss limit and a cap together, gain too good',
      {
        rules: { roc_auc: { maxLoss: 0.005, suspiciousAbove: 0.9 } },
        candidate: { roc_auc: 0.97 },
        champion: { roc_auc: 0.8 },
      },
      'rejected',
    ],
    [
      'has one change threshold a metric: a loss limit and a cap together, loss too large',
      {
        rules: { roc_auc: { maxLoss: 0.005, suspiciousAbove: 0.9 } },
        candidate: { roc_auc: 0.79 },
        champion: { roc_auc: 0.8 },
      },
      'held',
    ],
    [
      'agrees: a value at its inclusive bound',
      {
        rules: { log_loss: { max: 0.5 }, accuracy: { min: 0.5 } },
        candidate: { log_loss: 0.5, accuracy: 0.5 },
        champion: null,
      },
      'passed',
    ],
    [
      'agrees: a metric of a threshold that was not computed',
      { rules: { roc_auc: { min: 0 } }, candidate: { accuracy: 0.9 }, champion: null },
      'rejected',
    ],
    [
      'agrees: change thresholds of a first run are ignored',
      { rules: { roc_auc: { requiredGain: 0.2 } }, candidate: { roc_auc: 0.8 }, champion: null },
      'passed',
    ],
  ])('%s', (_, given, kind) => {
    expect(decide(given)).toBe(kind);
  });

  it('gives no verdict at all without thresholds', () => {
    const verdict = decideGate(evidenceOf({ roc_auc: 0.9 }), {
      ...policyOf({ f1: { min: 0 } }),
      rules: {},
    });

    expect(verdict).toMatchObject({
      kind: 'rejected',
      reasons: ['The policy has no rule for any metric: nothing was judged.'],
    });
  });
});

/** mlflow/models/evaluation/validation.py at 0c23394, and mlflow#12213. */
describe("decideGate where MLflow's validation", () => {
  it.each<[string, Case, string]>([
    [
      'passes a candidate of NaN with only a relative change to make',
      {
        rules: { roc_auc: { requiredGain: 0.01 } },
        candidate: { roc_auc: 'NaN' },
        champion: { roc_auc: 0.8 },
      },
      'rejected',
    ],
    [
      'passes a candidate of NaN with a relative change to make',
      {
        rules: { roc_auc: { requiredRelativeGain: 0.01 } },
        candidate: { roc_auc: 'NaN' },
        champion: { roc_auc: 0.8 },
      },
      'rejected',
    ],
    [
      'takes 1e-10 as better than a baseline of 0',
      {
        rules: { f1: { requiredRelativeGain: 0.01 } },
        candidate: { f1: 5e-324 },
        champion: { f1: 0 },
      },
      'passed',
    ],
    [
      'raises on a candidate of NaN with an absolute change to make',
      {
        rules: { roc_auc: { maxLoss: 0.01 } },
        candidate: { roc_auc: Number.NaN },
        champion: { roc_auc: 0.8 },
      },
      'rejected',
    ],
    [
      'cannot allow a small regression',
      {
        rules: { roc_auc: { maxLoss: 0.01 } },
        candidate: { roc_auc: 0.795 },
        champion: { roc_auc: 0.8 },
      },
      'passed',
    ],
    [
      'fails a first run for ever, for want of a baseline',
      { rules: { roc_auc: { requiredGain: 0.01 } }, candidate: { roc_auc: 0.8 }, champion: null },
      'passed',
    ],
    [
      'compared a candidate with itself',
      {
        rules: { roc_auc: { requiredGain: 0.001 } },
        candidate: { roc_auc: 0.8 },
        champion: { roc_auc: 0.8 },
      },
      'held',
    ],
    [
      'fails the better and passes the worse over a negative baseline',
      {
        rules: { f1: { requiredGain: 0.1 } },
        candidate: { f1: -0.4 },
        champion: { f1: -0.5 },
      },
      'rejected',
    ],
    [
      'agrees: a missing metric of the candidate',
      { rules: { f1: { min: 0.1 } }, candidate: {}, champion: null },
      'rejected',
    ],
  ])('%s', (_, given, kind) => {
    expect(decide(given)).toBe(kind);
  });
});

/** What both are asked: the same pair, by a rule in the words of either. R² may be negative, which is allowed. */
interface Question<Theirs> extends Pair {
  readonly metric: 'r2' | 'f1';
  readonly theirs: Theirs;
  readonly ours: MetricRule;
}

function ourVerdict({ metric, candidate, baseline, ours }: Question<unknown>): string {
  const scoresOf = (score: number | undefined): Scores =>
    score === undefined ? {} : { [metric]: score };
  return decide({
    rules: { [metric]: ours },
    candidate: scoresOf(candidate),
    champion: baseline === undefined ? null : scoresOf(baseline),
  });
}

describe("the verdict of TFX's formula, and ours beside it", () => {
  it.each<[string, Question<TfxThresholds>, PeerVerdict, string]>([
    [
      'better than a baseline of 0, by an absolute change',
      {
        metric: 'f1',
        candidate: 0.4,
        baseline: 0,
        theirs: { absolute: 0.05 },
        ours: { requiredGain: 0.05 },
      },
      'failed',
      'passed',
    ],
    [
      'better than a baseline of 0, by a share',
      {
        metric: 'f1',
        candidate: 0.4,
        baseline: 0,
        theirs: { relative: 0.05 },
        ours: { requiredRelativeGain: 0.05 },
      },
      'failed',
      'passed',
    ],
    [
      'worse than a negative baseline, by a share',
      {
        metric: 'r2',
        candidate: -0.8,
        baseline: -0.5,
        theirs: { relative: 0.1 },
        ours: { requiredRelativeGain: 0.1 },
      },
      'passed',
      'held',
    ],
    [
      'better than a negative baseline, by a share',
      {
        metric: 'r2',
        candidate: -0.2,
        baseline: -0.5,
        theirs: { relative: 0.1 },
        ours: { requiredRelativeGain: 0.1 },
      },
      'failed',
      'passed',
    ],
    [
      'a gain too good to be true, where a loss is limited: one change threshold a metric',
      {
        metric: 'f1',
        candidate: 0.95,
        baseline: 0.6,
        theirs: { absolute: -0.005 },
        ours: { maxLoss: 0.005, suspiciousGain: 0.1 },
      },
      'passed',
      'rejected',
    ],
    [
      'no threshold at all',
      { metric: 'f1', candidate: 0.9, baseline: 0.6, theirs: {}, ours: {} },
      'no verdict',
      'rejected',
    ],
    [
      'a first run, with a change to make',
      {
        metric: 'f1',
        candidate: 0.6,
        baseline: undefined,
        theirs: { absolute: 0.05 },
        ours: { requiredGain: 0.05 },
      },
      'passed',
      'passed',
    ],
    [
      'NaN under a floor',
      {
        metric: 'f1',
        candidate: Number.NaN,
        baseline: 0.6,
        theirs: { lowerBound: 0.5 },
        ours: { min: 0.5 },
      },
      'failed',
      'rejected',
    ],
    [
      'a metric that is missing',
      {
        metric: 'f1',
        candidate: undefined,
        baseline: 0.6,
        theirs: { lowerBound: 0 },
        ours: { min: 0 },
      },
      'failed',
      'rejected',
    ],
  ])('%s', (_, question, theirs, ours) => {
    expect(tfxVerdict(question, question.theirs)).toBe(theirs);
    expect(Object.keys(question.ours).length === 0 ? withoutRules() : ourVerdict(question)).toBe(
      ours,
    );
  });
});

/** The schema refuses a policy without rules; a Workflow started around the Client may have one. */
function withoutRules(): string {
  return decideGate(evidenceOf({ f1: 0.9 }), { ...policyOf({ f1: { min: 0 } }), rules: {} }).kind;
}

describe("the verdict of MLflow's formula, and ours beside it", () => {
  it.each<[string, Question<MlflowThreshold>, PeerVerdict, string]>([
    [
      'NaN, with a share to gain',
      {
        metric: 'f1',
        candidate: Number.NaN,
        baseline: 0.6,
        theirs: { minRelativeChange: 0.01 },
        ours: { requiredRelativeGain: 0.01 },
      },
      'passed',
      'rejected',
    ],
    [
      'NaN, over a floor',
      {
        metric: 'f1',
        candidate: Number.NaN,
        baseline: undefined,
        theirs: { threshold: 0.5 },
        ours: { min: 0.5 },
      },
      'passed',
      'rejected',
    ],
    [
      'NaN, with an amount to gain',
      {
        metric: 'f1',
        candidate: Number.NaN,
        baseline: 0.6,
        theirs: { minAbsoluteChange: 0.01 },
        ours: { requiredGain: 0.01 },
      },
      'raised',
      'rejected',
    ],
    [
      'worse than a negative baseline, with a share to gain',
      {
        metric: 'r2',
        candidate: -0.8,
        baseline: -0.5,
        theirs: { minRelativeChange: 0.1 },
        ours: { requiredRelativeGain: 0.1 },
      },
      'passed',
      'held',
    ],
    [
      'better than a negative baseline, with a share to gain',
      {
        metric: 'r2',
        candidate: -0.4,
        baseline: -0.5,
        theirs: { minRelativeChange: 0.1 },
        ours: { requiredRelativeGain: 0.1 },
      },
      'failed',
      'passed',
    ],
    [
      'a first run, with an amount to gain',
      {
        metric: 'f1',
        candidate: 0.6,
        baseline: undefined,
        theirs: { minAbsoluteChange: 0.01 },
        ours: { requiredGain: 0.01 },
      },
      'failed',
      'passed',
    ],
    [
      'a baseline of 0, not beaten',
      {
        metric: 'f1',
        candidate: 0,
        baseline: 0,
        theirs: { minRelativeChange: 0.01 },
        ours: { requiredRelativeGain: 0.01 },
      },
      'failed',
      'held',
    ],
    [
      'a metric that is missing',
      {
        metric: 'f1',
        candidate: undefined,
        baseline: 0.6,
        theirs: { threshold: 0 },
        ours: { min: 0 },
      },
      'failed',
      'rejected',
    ],
  ])('%s', (_, question, theirs, ours) => {
    expect(mlflowVerdict(question, question.theirs)).toBe(theirs);
    expect(ourVerdict(question)).toBe(ours);
  });
});
