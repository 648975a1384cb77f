import type { RuleResult } from './verdict.js';

/** A rejection of what cannot be judged at all. */
export function refusal(subject: string, rule: string, reason: string): RuleResult {
  return { subject, rule, candidate: null, champion: null, result: 'rejected', reason };
}
