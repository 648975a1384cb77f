import { DEFAULT_CHECKS } from './check-policy.js';
import { checkResult, isByChance, isWithin, marginBelow, unmeasured } from './check-result.js';
import type { Evidence } from './evidence.js';
import type { GatePolicy } from './gate-policy.js';
import { scoreText } from './score-text.js';
import type { RuleResult } from './verdict.js';

/** Whether predicted probabilities are what happens. A model that gives no probabilities has no calibration; that is a fault only where one was asked for. */
export function judgeCalibration({ calibration }: Evidence, policy: GatePolicy): RuleResult[] {
  const asked = policy.checks?.calibration;
  const { errorAbove, on } = asked ?? DEFAULT_CHECKS.calibration;
  const rule = `an error of at most ${errorAbove}`;
  const check = { subject: 'calibration', rule, on } as const;
  const own = calibration?.candidate ?? null;
  if (own === null) return asked === undefined ? [] : [unmeasured(check, 'calibration')];
  const isUsual = isWithin(own.error, errorAbove);
  const isLuck = !isUsual && isByChance(own.error, own.byChance);
  const reason = `Predicted probabilities are off by ${scoreText(own.error, errorAbove)} on average (slope ${scoreText(own.slope)}, 1 is right); up to ${errorAbove} is expected.`;
  const judged = { found: own.error, holds: isUsual || isLuck, isLuck, reason };
  const result = checkResult({ ...check, ...judged, ...marginBelow(own.error, errorAbove) });
  return [{ ...result, champion: calibration?.champion?.error ?? null }];
}
