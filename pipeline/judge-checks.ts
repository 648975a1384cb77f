import { DEFAULT_CHECKS } from './check-policy.js';
import type { CheckConsequence } from './check-consequence.js';
import { signOfSum } from './decimal.js';
import type { Evidence } from './evidence.js';
import type { GatePolicy } from './gate-policy.js';
import type { Score } from './metrics.js';
import { countedText, numberText, scoreText, shareText } from './score-text.js';
import type { Check, RuleResult } from './verdict.js';

/**
 * Judges what the evaluation measured of data and model beside the scores. A check that the policy names needs its
 * part of the evidence; one that stands by default is judged where the evidence has it (decision 0009).
 */
export function judgeChecks(evidence: Evidence, policy: GatePolicy): RuleResult[] {
  return [
    ...judgeSingleFeature(evidence, policy),
    ...judgeDrift(evidence, policy),
    ...judgeLabelRate(evidence, policy),
    ...judgeCalibration(evidence, policy),
  ];
}

interface Judgement {
  readonly subject: Check;
  readonly rule: string;
  readonly on: CheckConsequence;
  readonly found: Score;
  readonly holds: boolean;
  readonly reason: string;
}

function resultOf({ subject, rule, on, found, holds, reason }: Judgement): RuleResult {
  const missed = on === 'warn' ? 'warned' : 'rejected';
  const result = holds ? 'passed' : missed;
  return { subject, rule, candidate: found, champion: null, result, reason };
}

/** A check that was asked for by name and has nothing to be judged on. */
function unmeasured(check: Pick<Judgement, 'subject' | 'rule' | 'on'>, what: string): RuleResult {
  const reason = `The evidence has no ${what}: the check cannot be judged.`;
  return resultOf({ ...check, found: null, holds: false, reason });
}

/** Whether a number is one, and not above the bound; both as the decimals that they are written as. */
function isWithin(found: Score, bound: number): found is number {
  return (
    typeof found === 'number' &&
    Number.isFinite(found) &&
    Number.isFinite(bound) &&
    signOfSum(bound, -found) >= 0
  );
}

function judgeSingleFeature({ singleFeatures, task }: Evidence, policy: GatePolicy): RuleResult[] {
  const asked = policy.checks?.singleFeature;
  const { above, except, on } = asked ?? DEFAULT_CHECKS.singleFeature;
  const check = { subject: 'single_feature', rule: `no feature above ${above}`, on } as const;
  if (singleFeatures === undefined) {
    return asked === undefined ? [] : [unmeasured(check, 'scores of single features')];
  }
  const judged = singleFeatures.filter(({ feature }) => !except.includes(feature));
  const strong = judged.filter(({ score }) => !isWithin(score, above));
  const worst = strong[0] ?? judged[0];
  if (worst === undefined) {
    const reason = 'There is no feature beside the excepted ones to predict the target.';
    return [resultOf({ ...check, found: null, holds: true, reason })];
  }
  const by = task === 'regression' ? 'rank correlation' : 'roc_auc';
  const alone = `${worst.feature} alone predicts the held-out target with a ${by} of ${scoreText(worst.score, above)}`;
  const others = strong.length > 1 ? `, and ${strong.length - 1} more do so` : '';
  const reason =
    strong.length === 0
      ? `${alone}, the most of all features; up to ${above} is believed.`
      : `${alone}${others}, more than ${above}: look whether it is made from the target. If it may predict that well, name it: checks: singleFeature: except.`;
  const holds = strong.length === 0;
  return [resultOf({ ...check, found: worst.score, holds, reason })];
}

function judgeDrift({ drift }: Evidence, policy: GatePolicy): RuleResult[] {
  const asked = policy.checks?.drift;
  const { psiAbove, features, on } = asked ?? DEFAULT_CHECKS.drift;
  const check = { subject: 'drift', rule: `psi of at most ${psiAbove}`, on } as const;
  if (drift === undefined) return asked === undefined ? [] : [unmeasured(check, 'drift')];
  const boundOf = (feature: string) =>
    (Object.hasOwn(features, feature) ? features[feature]?.psiAbove : undefined) ?? psiAbove;
  const shifted = drift.filter(({ feature, psi }) => !isWithin(psi, boundOf(feature)));
  const worst = shifted[0] ?? drift[0];
  if (worst === undefined) {
    const reason = 'There is no feature that could have drifted.';
    return [resultOf({ ...check, found: null, holds: true, reason })];
  }
  const named = shifted
    .slice(0, 3)
    .map(({ feature, psi }) => `${feature} ${scoreText(psi, boundOf(feature))}`)
    .join(', ');
  const more = shifted.length > 3 ? ` and ${shifted.length - 3} more` : '';
  const holds = shifted.length === 0;
  const reason = holds
    ? `The feature that differs most between training and held-out rows is ${worst.feature}, with a psi of ${scoreText(worst.psi, boundOf(worst.feature))}.`
    : `${countedText(shifted.length, 'feature is', 'features are')} distributed otherwise on the held-out rows than in training, by psi: ${named}${more}.`;
  return [resultOf({ ...check, found: worst.psi, holds, reason })];
}

/** Of a regression only when asked for: a mean may be near 0, and every change a large share of it. */
function judgeLabelRate({ labelRate, task }: Evidence, policy: GatePolicy): RuleResult[] {
  const asked = policy.checks?.labelRate;
  const { changeAbove, on } = asked ?? DEFAULT_CHECKS.labelRate;
  const isMean = task === 'regression';
  const rule = `a change of at most ${changeAbove}`;
  const check = { subject: 'label_rate', rule, on } as const;
  if (labelRate === undefined || (isMean && asked === undefined)) {
    return asked === undefined ? [] : [unmeasured(check, 'label rate')];
  }
  const { train, test } = labelRate;
  if (!isNumber(train) || !isNumber(test) || !isNumber(changeAbove)) {
    const reason = `The label rate is ${scoreText(train)} in training and ${scoreText(test)} in the hold-out: the check cannot be judged.`;
    return [resultOf({ ...check, found: test, holds: false, reason })];
  }
  const change = test < train ? [train, -test] : [test, -train];
  const allowed = isMean ? ([changeAbove, -Math.abs(train)] as const) : -changeAbove;
  const holds = signOfSum(...change, allowed) <= 0;
  const found = isMean
    ? `The mean of the target is ${numberText(train, test)} in training and ${numberText(test, train)} in the hold-out`
    : `${shareText(train, test)} of the training rows are positive, and ${shareText(test, train)} of the held-out rows`;
  const bound = isMean ? `${shareText(changeAbove)} of it` : String(changeAbove);
  return [
    resultOf({
      ...check,
      found: test,
      holds,
      reason: `${found}; a change of at most ${bound} is expected.`,
    }),
  ];
}

function isNumber(value: unknown): value is number {
  return typeof value === 'number' && Number.isFinite(value);
}

/** A model that gives no probabilities has no calibration; that is a fault only where one was asked for. */
function judgeCalibration({ calibration }: Evidence, policy: GatePolicy): RuleResult[] {
  const asked = policy.checks?.calibration;
  const { errorAbove, on } = asked ?? DEFAULT_CHECKS.calibration;
  const rule = `an error of at most ${errorAbove}`;
  const check = { subject: 'calibration', rule, on } as const;
  const own = calibration?.candidate ?? null;
  if (own === null) return asked === undefined ? [] : [unmeasured(check, 'calibration')];
  const holds = isWithin(own.error, errorAbove);
  const theirs = calibration?.champion?.error ?? null;
  const reason = `Predicted probabilities are off by ${scoreText(own.error, errorAbove)} on average (slope ${scoreText(own.slope)}, 1 is right); up to ${errorAbove} is expected.`;
  return [{ ...resultOf({ ...check, found: own.error, holds, reason }), champion: theirs }];
}
