import { z } from 'zod';

import { epochMs, isoOfMs } from './epoch-ms.js';

/** What is told of the decision of a run, as columns of DECISIONS "D"; all of them NULL for a run without one. */
export const DECISION_COLUMNS: readonly string[] = [
  '"D"."VERDICT"',
  '"D"."POLICY_DIGEST"',
  '"D"."POLICY"',
  '"D"."EVIDENCE_DIGEST" AS "JUDGED_DIGEST"',
  '"D"."DECISION"',
  epochMs('"D"."DECIDED_AT"', 'DECIDED_MS'),
];

/** The columns of a row of DECISION_COLUMNS, with its two JSON texts as they are to be read. */
export function decisionShape<Policy extends z.ZodType, Decision extends z.ZodType>(
  policy: Policy,
  decision: Decision,
) {
  return {
    VERDICT: z.string().nullable(),
    POLICY_DIGEST: z.string().nullable(),
    POLICY: policy.nullable(),
    JUDGED_DIGEST: z.string().nullable(),
    DECISION: decision.nullable(),
    DECIDED_MS: isoOfMs.nullable(),
  };
}

interface DecisionRow<Policy, Decision> {
  readonly VERDICT: string | null;
  readonly POLICY_DIGEST: string | null;
  readonly POLICY: Policy | null;
  readonly JUDGED_DIGEST: string | null;
  readonly DECISION: Decision | null;
  readonly DECIDED_MS: string | null;
}

interface ReadDecision<Policy, Decision> {
  readonly verdict: string;
  readonly policyDigest: string;
  readonly policy: Policy;
  /** Of the evidence that was judged. */
  readonly evidenceDigest: string | null;
  readonly decidedAt: string;
  readonly decision: Decision;
}

/** The decision of such a row; null when the run has none. */
export function decisionOf<Policy, Decision>(
  row: DecisionRow<Policy, Decision>,
): ReadDecision<Policy, Decision> | null {
  const { VERDICT, POLICY_DIGEST, POLICY, JUDGED_DIGEST, DECISION, DECIDED_MS } = row;
  const isThere = VERDICT !== null && POLICY_DIGEST !== null && POLICY !== null;
  if (!isThere || DECISION === null || DECIDED_MS === null) return null;
  return {
    verdict: VERDICT,
    policyDigest: POLICY_DIGEST,
    policy: POLICY,
    evidenceDigest: JUDGED_DIGEST,
    decidedAt: DECIDED_MS,
    decision: DECISION,
  };
}
