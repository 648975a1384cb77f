import { z } from 'zod';

import { decisionRecordSchema } from '../../pipeline/decision.js';
import { diagnosticsSchema } from '../../pipeline/diagnostics.js';
import { evidenceSchema } from '../../pipeline/evidence.js';
import { gatePolicySchema } from '../../pipeline/gate-policy.js';
import type { ReportData } from '../../pipeline/report.js';
import { rowOrNull } from '../ledger/only-row.js';
import { jsonText, wholeNumber } from '../row-columns.js';
import type { Warehouse } from '../snowflake/warehouse.js';
import { decisionOf, decisionShape } from './decision-columns.js';
import { isoOfMs } from './epoch-ms.js';
import { readHistory } from './history.js';
import { runOf, runRow, texts } from './run-columns.js';
import { selectFirstPromotion, selectReportedRun } from './report-statements.js';

const reportedRow = runRow.extend({
  QUERY_IDS: texts,
  EVIDENCE: jsonText(evidenceSchema).nullable(),
  DIAGNOSTICS: jsonText(diagnosticsSchema).nullable(),
  ...decisionShape(jsonText(gatePolicySchema), jsonText(decisionRecordSchema)),
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
    run: reportedRun(row),
    decision: reportedDecision(row),
    evidence: row.EVIDENCE,
    diagnostics: row.DIAGNOSTICS,
    promotion: row.STATE === 'PROMOTED' ? await readFirstPromotion(warehouse, runId) : null,
    history: await readHistory(warehouse, row.MODEL, runId),
  };
}

/** In the order of the schema, so that the stage and the Client hold the same bytes. */
function reportedRun(row: ReportedRow): ReportData['run'] {
  const { codeDigest, gitCommit, reasons, ...run } = runOf(row);
  const queryIds = row.QUERY_IDS ?? [];
  return { ...run, reasons: [...reasons], queryIds, codeDigest, gitCommit };
}

function reportedDecision(row: ReportedRow): ReportData['decision'] {
  const read = decisionOf(row);
  if (read === null) return null;
  const { decision: record, ...decided } = read;
  return { ...decided, record };
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
