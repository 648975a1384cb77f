import { DEFAULT_CHECKS } from './check-policy.js';
import { checkResult, unmeasured } from './check-result.js';
import type { Evidence } from './evidence.js';
import type { GatePolicy } from './gate-policy.js';
import { countedText, namesText } from './score-text.js';
import type { RuleResult } from './verdict.js';

const NAMED = 3;

/** Whether a feature names the entity, as a key or the number of a row does: a model can but learn it by heart. */
export function judgeIdentifiers({ identifiers }: Evidence, policy: GatePolicy): RuleResult[] {
  const asked = policy.checks?.identifier;
  const { except, on } = asked ?? DEFAULT_CHECKS.identifier;
  const check = { subject: 'identifier', rule: 'no feature that names the entity', on } as const;
  if (identifiers === undefined)
    return asked === undefined ? [] : [unmeasured(check, 'identifiers')];
  const found = identifiers.filter((feature) => !except.includes(feature));
  const holds = found.length === 0;
  const reason = holds
    ? `No feature${identifiers.length > 0 ? ' beside the excepted ones' : ''} has another value for each entity.`
    : `${countedText(found.length, 'feature has', 'features have')} another value for each entity, as a key has: ${namesText(found, NAMED)}. A model can only learn them by heart, and copies hide behind them: leave them out of features.sql, or name them: checks: identifier: except.`;
  return [checkResult({ ...check, found: found.length, holds, reason })];
}
