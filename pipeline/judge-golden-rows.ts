import { DEFAULT_CHECKS } from './check-policy.js';
import { checkResult, unmeasured } from './check-result.js';
import type { Evidence } from './evidence.js';
import type { GatePolicy } from './gate-policy.js';
import { countedText, namesText } from './score-text.js';
import type { RuleResult } from './verdict.js';

const NAMED = 3;

/**
 * Whether the model answers the made-up rows at the edges of its features. A function raises for the whole batch that
 * such a row stands in, but many models never meet one: without a policy it is a warning, where there is something to
 * warn of (decision 0021).
 */
export function judgeGoldenRows({ golden }: Evidence, policy: GatePolicy): RuleResult[] {
  const asked = policy.checks?.goldenRows;
  const { on } = asked ?? DEFAULT_CHECKS.goldenRows;
  const check = { subject: 'golden_rows', rule: 'every golden row answered', on } as const;
  if (golden === undefined) return asked === undefined ? [] : [unmeasured(check, 'golden rows')];
  const { rows, unanswered } = golden;
  const count = unanswered.length;
  if (count === 0) {
    if (asked === undefined) return [];
    const reason = `The model answers all ${rows} golden rows.`;
    return [checkResult({ ...check, found: 0, holds: true, reason })];
  }
  const reason =
    `The model gives no answer to ${countedText(count, 'golden row', 'golden rows')} of ${rows}: ${namesText(unanswered, NAMED)}. ` +
    'A call of its function raises for the whole batch that such a row stands in; impute and ignore what is unknown.';
  return [checkResult({ ...check, found: count, holds: false, reason })];
}
