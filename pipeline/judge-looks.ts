import { DEFAULT_CHECKS } from './check-policy.js';
import { checkResult, isWithin, marginBelow } from './check-result.js';
import type { Evidence } from './evidence.js';
import type { GatePolicy } from './gate-policy.js';
import { countedText } from './score-text.js';
import type { RuleResult } from './verdict.js';

/**
 * Judges how often the hold-out was looked at before: of many candidates that are no better, one has the luck to look so
 * (decision 0019). Judged by default where the evidence has the count.
 */
export function judgeLooks({ looks, candidate }: Evidence, { checks }: GatePolicy): RuleResult[] {
  const asked = checks?.looks;
  const { above, on } = asked ?? DEFAULT_CHECKS.looks;
  const rule = `at most ${above} candidates judged on this hold-out before`;
  const check = { subject: 'looks', rule, on } as const;
  const isSelfReported = candidate.source === 'self-reported';
  if (isSelfReported || looks === undefined) {
    if (asked === undefined) return [];
    const reason = isSelfReported
      ? 'Scores that a procedure reports are of rows of its own: nobody can count who looked at them before.'
      : 'Nobody counted the candidates that were judged on this hold-out before.';
    return [checkResult({ ...check, found: null, holds: false, reason })];
  }
  const holds = isWithin(looks, above);
  const before = `${countedText(looks, 'candidate was', 'candidates were')} judged on this hold-out before`;
  const advice = 'the more, the likelier a lucky one; split: rotate gives another hold-out';
  const reason = holds ? `${before}.` : `${before}, more than ${above}: ${advice}.`;
  return [checkResult({ ...check, found: looks, holds, reason, ...marginBelow(looks, above) })];
}
