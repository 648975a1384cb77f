import { z } from 'zod';

import { decisionRecordSchema } from '../../pipeline/decision.js';
import { diagnosticsSchema } from '../../pipeline/diagnostics.js';
import { evidenceSchema } from '../../pipeline/evidence.js';
import { gatePolicySchema } from '../../pipeline/gate-policy.js';
import type { ReportData } from '../../pipeline/report.js';
import { rowOrNull } from '../ledger/only-row.js';
import { jsonText, wholeNumber } from '../row-columns.js';
import type { Warehouse } from '../snowflake/warehouse.js';
import { isoOfMs } from './epoch-ms.js';
import { readHistory } from './history.js';
import { selectFirstPromotion, selectReportedRun } from './report-statements.js';

const texts = jsonText(z.array(z.string())).nullable();

const reportedRow = z.object({
  RUN_ID: z.string(),
  WORKFLOW_ID: z.string(),
  MODEL: z.string(),
  TRIGGER: z.enum(['manual', 'schedule', 'rollback']),
  STARTED_BY: z.string(),
  REASON: z.string().nullable(),
  STATE: z.string(),
  VERSION: wholeNumber.nullable(),
  REASONS: texts,
  QUERY_IDS: texts,
  CODE_DIGEST: z.string().nullable(),
  STARTED_MS: isoOfMs,
  ENDED_MS: isoOfMs.nullable(),
  EVIDENCE: jsonText(evidenceSchema).nullable(),
  DIAGNOSTICS: jsonText(diagnosticsSchema).nullable(),
  VERDICT: z.string().nullable(),
  POLICY_DIGEST: z.string().nullable(),
  POLICY: jsonText(gatePolicySchema).nullable(),
  EVIDENCE_DIGEST: z.string().nullable(),
  DECISION: jsonText(decisionRecordSchema).nullable(),
  DECIDED_MS: isoOfMs.nullable(),
});
type ReportedRow = z.output<typeof reportedRow>;

const promotionRow = z.object({
  VERSION: wholeNumber,
  PREVIOUS_VERSION: wholeNumber.nullable(),
  FENCE: wholeNumber,
  ARTIFACT: z.string(),
  FUNCTION_NAME: z.string(),
  PROMOTED_MS: isoOfMs,
});

/** What a report on a run is made of; null when the ledger does not know the run. */
export async function readReportData(
  warehouse: Warehouse,
  runId: string,
): Promise<ReportData | null> {
  const what = `run ${runId}`;
  const row = await rowOrNull(warehouse, selectReportedRun(runId), reportedRow, what);
  if (row === null) return null;
  return {
    schemaVersion: 1,
    run: runOf(row),
    decision: decisionOf(row),
    evidence: row.EVIDENCE,
    diagnostics: row.DIAGNOSTICS,
    promotion: row.STATE === 'PROMOTED' ? await readFirstPromotion(warehouse, runId) : null,
    history: await readHistory(warehouse, row.MODEL, runId),
  };
}

function runOf(row: ReportedRow): ReportData['run'] {
  return {
    runId: row.RUN_ID,
    workflowId: row.WORKFLOW_ID,
    model: row.MODEL,
    trigger: row.TRIGGER,
    startedBy: row.STARTED_BY,
    reason: row.REASON,
    startedAt: row.STARTED_MS,
    endedAt: row.ENDED_MS,
    state: row.STATE,
    version: row.VERSION,
    reasons: row.REASONS ?? [],
    queryIds: row.QUERY_IDS ?? [],
    codeDigest: row.CODE_DIGEST,
  };
}

function decisionOf(row: ReportedRow): ReportData['decision'] {
  const { VERDICT, POLICY_DIGEST, POLICY, EVIDENCE_DIGEST, DECISION, DECIDED_MS } = row;
  const isThere = VERDICT !== null && POLICY_DIGEST !== null && POLICY !== null;
  if (!isThere || DECISION === null || DECIDED_MS === null) return null;
  return {
    verdict: VERDICT,
    policyDigest: POLICY_DIGEST,
    policy: POLICY,
    evidenceDigest: EVIDENCE_DIGEST,
    decidedAt: DECIDED_MS,
    record: DECISION,
  };
}

async function readFirstPromotion(
  warehouse: Warehouse,
  runId: string,
): Promise<ReportData['promotion']> {
  const what = `the promotion of run ${runId}`;
  const row = await rowOrNull(warehouse, selectFirstPromotion(runId), promotionRow, what);
  if (row === null) return null;
  return {
    version: row.VERSION,
    previousVersion: row.PREVIOUS_VERSION,
    fence: row.FENCE,
    promotedAt: row.PROMOTED_MS,
    artifact: row.ARTIFACT,
    functionName: row.FUNCTION_NAME,
  };
}
