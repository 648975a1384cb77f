import { brokenResult } from './check-consequence.js';
import { DEFAULT_CHECKS } from './check-policy.js';
import type { Evidence } from './evidence.js';
import type { GatePolicy } from './gate-policy.js';
import { countedText } from './score-text.js';
import type { RuleResult } from './verdict.js';

/**
 * Judges how often the hold-out was looked at before: of many candidates that are no better, one has the luck to look so
 * (decision 0019). Judged by default where the evidence has the count.
 */
export function judgeLooks({ looks, candidate }: Evidence, { checks }: GatePolicy): RuleResult[] {
  // Scores that a procedure reports are of rows of its own.
  if (candidate.source === 'self-reported') return [];
  const asked = checks?.looks;
  const { above, on } = asked ?? DEFAULT_CHECKS.looks;
  const shared = {
    subject: 'looks',
    rule: `at most ${above} candidates judged on this hold-out before`,
    candidate: looks ?? null,
    champion: null,
  } as const;
  if (looks === undefined) {
    const reason = 'Nobody counted the candidates that were judged on this hold-out before.';
    return asked === undefined ? [] : [{ ...shared, result: brokenResult(on), reason }];
  }
  const holds = Number.isFinite(above) && looks <= above;
  const before = `${countedText(looks, 'candidate was', 'candidates were')} judged on this hold-out before`;
  const advice = 'the more, the likelier a lucky one; split: rotate gives another hold-out';
  return [
    {
      ...shared,
      result: holds ? 'passed' : brokenResult(on),
      reason: holds ? `${before}.` : `${before}, more than ${above}: ${advice}.`,
    },
  ];
}
