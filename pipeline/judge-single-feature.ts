import { DEFAULT_CHECKS, type ChecksPolicy } from './check-policy.js';
import { checkResult, isWithin, marginBelow, unmeasured } from './check-result.js';
import type { Evidence } from './evidence.js';
import type { GatePolicy } from './gate-policy.js';
import { scoreText } from './score-text.js';
import type { RuleResult } from './verdict.js';

/** Whether a feature by itself tells the target so well that it is likely made from it. */
export function judgeSingleFeature(
  { singleFeatures, task }: Evidence,
  policy: GatePolicy,
): RuleResult[] {
  const asked = policy.checks?.singleFeature;
  if (singleFeatures === undefined) {
    return asked === undefined ? [] : [unmeasured(checkOf(asked), 'scores of single features')];
  }
  const rules = asked === undefined ? DEFAULT_CHECKS.singleFeature : [asked];
  const broken = rules.find((rule) => strongFeatures(singleFeatures, rule).length > 0);
  return [judge(singleFeatures, broken ?? rules.at(-1) ?? rules[0], task)];
}

type Rule = NonNullable<ChecksPolicy['singleFeature']>;
type Features = NonNullable<Evidence['singleFeatures']>;

function checkOf({ above, on }: Rule) {
  return { subject: 'single_feature', rule: `no feature above ${above}`, on } as const;
}

function judgedFeatures(features: Features, { except }: Rule): Features {
  return features.filter(({ feature }) => !except.includes(feature));
}

function strongFeatures(features: Features, rule: Rule): Features {
  return judgedFeatures(features, rule).filter(({ score }) => !isWithin(score, rule.above));
}

function judge(features: Features, rule: Rule, task: Evidence['task']): RuleResult {
  const { above } = rule;
  const check = checkOf(rule);
  const strong = strongFeatures(features, rule);
  const worst = strong[0] ?? judgedFeatures(features, rule)[0];
  if (worst === undefined) {
    const reason = 'There is no feature beside the excepted ones to predict the target.';
    return checkResult({ ...check, found: null, holds: true, reason });
  }
  const by = task === 'regression' ? 'rank correlation' : 'roc_auc';
  const alone = `${worst.feature} alone predicts the held-out target with a ${by} of ${scoreText(worst.score, above)}`;
  const others = strong.length > 1 ? `, and ${strong.length - 1} more do so` : '';
  const reason =
    strong.length === 0
      ? `${alone}, the most of all features; up to ${above} is believed.`
      : `${alone}${others}, more than ${above}: look whether it is made from the target. If it may predict that well, name it: checks: singleFeature: except.`;
  const holds = strong.length === 0;
  const margin = marginBelow(worst.score, above);
  return checkResult({ ...check, found: worst.score, holds, reason, ...margin });
}
