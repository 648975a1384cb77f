import { DEFAULT_CHECKS } from './check-policy.js';
import {
  checkResult,
  isByChance,
  isNumber,
  isWithin,
  marginBelow,
  unmeasured,
} from './check-result.js';
import type { Evidence } from './evidence.js';
import type { GatePolicy } from './gate-policy.js';
import type { Score } from './metrics.js';
import { countedText, namesText, scoreText } from './score-text.js';
import type { RuleResult } from './verdict.js';

const NAMED = 3;

/** Whether features are distributed otherwise on the held-out rows; a shift leaves the scores of other rows. */
export function judgeDrift({ drift }: Evidence, policy: GatePolicy): RuleResult[] {
  const asked = policy.checks?.drift;
  const { psiAbove, features, on } = asked ?? DEFAULT_CHECKS.drift;
  const check = { subject: 'drift', rule: `psi of at most ${psiAbove}`, on } as const;
  if (drift === undefined) return asked === undefined ? [] : [unmeasured(check, 'drift')];
  const missing = Object.keys(features).filter(
    (name) => !drift.some(({ feature }) => feature === name),
  );
  if (missing.length > 0) return [unmeasured(check, `drift of ${namesText(missing, NAMED)}`)];
  const boundOf = (feature: string) =>
    (Object.hasOwn(features, feature) ? features[feature]?.psiAbove : undefined) ?? psiAbove;
  const ordered = [...drift].sort((a, b) => psiOf(b) - psiOf(a));
  const unusual = ordered.filter(({ feature, psi }) => !isWithin(psi, boundOf(feature)));
  const shifted = unusual.filter(({ psi, byChance }) => !isByChance(psi, byChance));
  const worst = shifted[0] ?? unusual[0] ?? ordered[0];
  if (worst === undefined) {
    const reason = 'There is no feature that could have drifted.';
    return [checkResult({ ...check, found: null, holds: true, reason })];
  }
  const named = shifted.map(({ feature, psi }) => `${feature} ${scoreText(psi, boundOf(feature))}`);
  const holds = shifted.length === 0;
  const isLuck = holds && unusual.length > 0;
  const bound = boundOf(worst.feature);
  const reason = holds
    ? `The feature that differs most between training and held-out rows is ${worst.feature}, with a psi of ${scoreText(worst.psi, bound)}.`
    : `${countedText(shifted.length, 'feature is', 'features are')} distributed otherwise on the held-out rows than in training, by psi: ${namesText(named, NAMED)}.`;
  const judged = { found: worst.psi, holds, isLuck, reason, ...marginBelow(worst.psi, bound) };
  return [checkResult({ ...check, ...judged })];
}

/** What is no number comes first: nobody knows how far it drifted. */
function psiOf({ psi }: { readonly psi: Score }): number {
  return isNumber(psi) ? psi : Number.MAX_VALUE;
}
