import { decideGate } from './decide-gate.js';
import type { Evidence } from './evidence.js';
import type { GatePolicy } from './gate-policy.js';
import { measuredPolicy } from './measured-policy.js';
import type { RuleResult, Verdict } from './verdict.js';

/** What a policy says of evidence that was taken under another one. */
export interface ReplayedVerdict {
  /** Null when it cannot be told, because something that it depends on was not measured then. */
  readonly kind: Verdict['kind'] | null;
  /** What was judged of the policy. */
  readonly results: readonly RuleResult[];
  /** What the policy asks for and was not measured then, in words. */
  readonly unmeasured: readonly string[];
}

/**
 * Judges old evidence by another policy. Whatever was not measured then can only make a verdict worse: a candidate that is
 * rejected without it is rejected; any other verdict cannot be told, unless what is missing would only warn.
 */
export function replayPolicy(
  evidence: Evidence,
  policy: GatePolicy,
  judgedBy: GatePolicy | null,
): ReplayedVerdict {
  const measured = measuredPolicy(evidence, policy, judgedBy);
  const unmeasured = measured.unmeasured.map(({ what }) => what);
  if (measured.policy === null) return { kind: null, results: [], unmeasured };
  const { kind, results } = decideGate(evidence, measured.policy);
  const isOpen = kind !== 'rejected' && measured.unmeasured.some(({ decides }) => decides);
  return { kind: isOpen ? null : kind, results, unmeasured };
}
