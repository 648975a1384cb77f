import { z } from 'zod';

import type { RuleVerdict } from './verdict.js';

/** What a check does about what it finds. Both are in the gate's table. */
export type CheckConsequence = 'reject' | 'warn';

/** The key `on` of a check, with what it does when the policy does not say. */
export function on(byDefault: CheckConsequence) {
  return z
    .enum(['reject', 'warn'])
    .default(byDefault)
    .meta({
      description: `reject keeps the candidate from serving, warn shows it only; ${byDefault} by default.`,
    });
}

/** How a check counts that is broken. */
export function brokenResult(on: CheckConsequence): Extract<RuleVerdict, 'rejected' | 'warned'> {
  return on === 'warn' ? 'warned' : 'rejected';
}
