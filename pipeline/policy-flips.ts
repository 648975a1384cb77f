import type { RecordedResult } from './decision.js';
import type { ReplayedVerdict } from './replay-policy.js';
import type { RuleResult, Verdict } from './verdict.js';

type Kind = Verdict['kind'];

const SEVERITY: Readonly<Record<Kind, number>> = { passed: 0, held: 1, rejected: 2 };

/** What became of a verdict under another policy. */
export type Flip = 'stricter' | 'looser' | 'same' | 'unknown';

/** How the verdict of a policy differs from the one before; `unknown` when one of the two cannot be told. */
export function flipOf(before: Kind | null, after: Kind | null): Flip {
  if (before === null || after === null) return 'unknown';
  if (SEVERITY[after] === SEVERITY[before]) return 'same';
  return SEVERITY[after] > SEVERITY[before] ? 'stricter' : 'looser';
}

/** Rules as results name them. */
export interface ResponsibleRule {
  readonly subject: string;
  readonly rule: string;
  readonly reason: string;
}

/**
 * The rules that a flip comes from: those of the new policy that keep the candidate back, or those of the old one that did,
 * when the new one lets it pass or holds what was rejected.
 */
export function responsibleRules(
  before: { readonly kind: Kind | null; readonly results: readonly RecordedResult[] },
  after: ReplayedVerdict,
): readonly ResponsibleRule[] {
  const flip = flipOf(before.kind, after.kind);
  if (flip === 'stricter') return ofKind(after.results, after.kind);
  return flip === 'looser' ? ofKind(before.results, before.kind) : [];
}

function ofKind(
  results: readonly (RuleResult | RecordedResult)[],
  kind: Kind | null,
): ResponsibleRule[] {
  return results
    .filter(({ result }) => result === kind)
    .map(({ subject, rule, reason }) => ({ subject, rule, reason }));
}
