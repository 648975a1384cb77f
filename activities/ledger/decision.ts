import { z } from 'zod';

import type { Run } from '../../pipeline/run.js';
import type { Warehouse } from '../snowflake/warehouse.js';
import { selectDecision } from './decision-statements.js';
import { rowOrNull } from './only-row.js';

/** What the ledger says was decided about a run's candidate. */
export interface LedgerDecision {
  readonly verdict: string;
  readonly policyDigest: string;
  readonly evidenceDigest: string | null;
}

const decisionRow = z.object({
  VERDICT: z.string(),
  POLICY_DIGEST: z.string(),
  EVIDENCE_DIGEST: z.string().nullable(),
});

/** The decision of a run, or null when none was recorded. Throws LedgerCorrupt when there are several. */
export async function readDecision(
  warehouse: Warehouse,
  run: Pick<Run, 'id'>,
): Promise<LedgerDecision | null> {
  const what = `the decision of run ${run.id}`;
  const row = await rowOrNull(warehouse, selectDecision(run), decisionRow, what);
  if (row === null) return null;
  const { VERDICT, POLICY_DIGEST, EVIDENCE_DIGEST } = row;
  return { verdict: VERDICT, policyDigest: POLICY_DIGEST, evidenceDigest: EVIDENCE_DIGEST };
}
