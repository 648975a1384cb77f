import { createHash } from 'node:crypto';

import { jsonDigest } from '../../../client/digests.js';
import { decideGate } from '../../../pipeline/decide-gate.js';
import { evidenceSchema, type Evidence } from '../../../pipeline/evidence.js';
import { modelSpecSchema } from '../../../pipeline/model-spec.js';
import type { GatePolicy } from '../../../pipeline/gate-policy.js';
import type { EvidenceRow, PromotionRow, VersionRow } from './ledger.js';
import type { Observed } from './observed.js';
import { violations, type Violation } from './violation.js';
import { z } from 'zod';

/**
 * I1: whatever went live has evidence of exactly its artifact and snapshot, and the policy with which its run was
 * started passes it when the gate is asked again.
 */
export function checkPromotions(observed: Observed): readonly Violation[] {
  return violations(
    'I1',
    observed.ledger.promotions.map((promotion) => problemOf(promotion, observed)),
  );
}

function problemOf(promotion: PromotionRow, observed: Observed): string | null {
  const { ledger, workflows } = observed;
  const named = `promotion ${promotion.FENCE} of ${promotion.MODEL} (version ${promotion.VERSION})`;
  const version = ledger.versions.find(
    ({ MODEL, VERSION }) => MODEL === promotion.MODEL && VERSION === promotion.VERSION,
  );
  if (version === undefined) return `${named}: the ledger knows no such version`;
  const rows = ledger.evidence.filter(({ RUN_ID }) => RUN_ID === version.RUN_ID);
  const [row] = rows;
  if (rows.length !== 1 || row === undefined) return `${named}: ${rows.length} rows of evidence`;
  const policy = policyOf(workflows.find(({ runId }) => runId === version.RUN_ID)?.input);
  if (policy === null) return `${named}: the input of its run ${version.RUN_ID} has no policy`;
  const problem = unfit(version, row) ?? judged(version, row, policy, promotion);
  return problem === null ? null : `${named}: ${problem}`;
}

function unfit(version: VersionRow, { EVIDENCE, EVIDENCE_DIGEST }: EvidenceRow): string | null {
  if (createHash('sha256').update(EVIDENCE).digest('hex') !== EVIDENCE_DIGEST) {
    return 'the text of its evidence does not fit its digest';
  }
  if (version.EVIDENCE_DIGEST !== EVIDENCE_DIGEST) return 'the version names other evidence';
  return null;
}

function judged(
  version: VersionRow,
  { EVIDENCE }: EvidenceRow,
  policy: GatePolicy,
  promotion: PromotionRow,
): string | null {
  const evidence = evidenceSchema.parse(JSON.parse(EVIDENCE));
  const { kind } = decideGate(evidence, policy);
  if (jsonDigest(policy) !== version.POLICY_DIGEST) return 'it was judged by another policy';
  if (kind !== 'passed') return `its evidence is ${kind} by the policy of its run`;
  if (evidence.artifactSha256 !== version.ARTIFACT_SHA256) return 'evidence of another artifact';
  if (evidence.snapshot !== version.SNAPSHOT) return 'evidence of another snapshot';
  if (evidence.runId !== version.RUN_ID) return `evidence of run ${evidence.runId}`;
  return promotion.RUN_ID === version.RUN_ID ? againstAnother(evidence, promotion) : null;
}

/** A candidate that beat one champion says nothing of the next one. */
function againstAnother({ champion }: Evidence, { FENCE, VERSION }: PromotionRow): string | null {
  if (champion === null || champion.fence + 1 === FENCE) return null;
  // What a run takes back has the fence after its own.
  return champion.version === VERSION && champion.fence + 2 === FENCE
    ? null
    : `it was judged against the champion of fence ${champion.fence}`;
}

const requestSchema = z.object({ spec: z.object({ gate: modelSpecSchema.shape.gate }) });

function policyOf(input: unknown): GatePolicy | null {
  return requestSchema.safeParse(input).data?.spec.gate ?? null;
}
