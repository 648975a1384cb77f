import { z } from 'zod';

import {
  MAX_ANSWER_BYTES,
  type DecisionsAnswer,
  type JudgedRun,
  type LedgerQuestionOf,
  type StoredDecision,
} from '../../pipeline/ledger-reading.js';
import { jsonBytes } from '../../pipeline/payload-size.js';
import { jsonText, wholeNumber } from '../row-columns.js';
import type { Warehouse } from '../snowflake/warehouse.js';
import { isoOfMs } from './epoch-ms.js';
import { selectJudgedRuns } from './statements.js';

/** Read at once: of more, most would be read in vain when their evidence is long. */
const RUNS_AT_ONCE = 25;

/** Room for what stands around the runs of a page. */
const MAX_PAGE_BYTES = MAX_ANSWER_BYTES - 1_000;

const judgedRow = z.object({
  RUN_ID: z.string(),
  WORKFLOW_ID: z.string(),
  MODEL: z.string(),
  TRIGGER: z.enum(['manual', 'schedule', 'rollback']),
  STARTED_BY: z.string(),
  REASON: z.string().nullable(),
  STATE: z.string(),
  REASONS: jsonText(z.array(z.string())).nullable(),
  VERSION: wholeNumber.nullable(),
  CODE_DIGEST: z.string().nullable(),
  STARTED_MS: isoOfMs,
  ENDED_MS: isoOfMs.nullable(),
  EVIDENCE: z.string().nullable(),
  EVIDENCE_DIGEST: z.string().nullable(),
  VERDICT: z.string().nullable(),
  POLICY_DIGEST: z.string().nullable(),
  POLICY: z.string().nullable(),
  JUDGED_DIGEST: z.string().nullable(),
  DECISION: z.string().nullable(),
  DECIDED_MS: isoOfMs.nullable(),
});
type JudgedRow = z.output<typeof judgedRow>;

/** A page of the runs that were judged, as many of them as an answer may hold. */
export async function readJudgedRuns(
  warehouse: Warehouse,
  { of, last, offset }: LedgerQuestionOf<'decisions'>,
): Promise<DecisionsAnswer> {
  const limit = Math.min(last, RUNS_AT_ONCE);
  // One more than asked for tells whether there is another page.
  const statement = selectJudgedRuns(of, { limit: limit + 1, offset });
  const { rows } = await warehouse.select(statement, judgedRow);
  const runs = withinPage(rows.slice(0, limit).map(judgedRun));
  const isLast = rows.length === runs.length || runs.length === last;
  return { kind: 'decisions', runs, nextOffset: isLast ? null : offset + runs.length };
}

/** The first of `runs` that fit a page together; the very first comes in any case, and is refused if it is too large. */
function withinPage(runs: readonly JudgedRun[]): readonly JudgedRun[] {
  let bytes = 0;
  const tooMany = runs.findIndex((run) => {
    bytes += jsonBytes(run) + 1;
    return bytes > MAX_PAGE_BYTES;
  });
  return tooMany < 0 ? runs : runs.slice(0, Math.max(1, tooMany));
}

function judgedRun(row: JudgedRow): JudgedRun {
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
    reasons: row.REASONS ?? [],
    version: row.VERSION,
    codeDigest: row.CODE_DIGEST,
    evidence: row.EVIDENCE,
    evidenceDigest: row.EVIDENCE_DIGEST,
    decision: storedDecision(row),
  };
}

function storedDecision(row: JudgedRow): StoredDecision | null {
  const { VERDICT, POLICY_DIGEST, POLICY, JUDGED_DIGEST, DECISION, DECIDED_MS } = row;
  const isThere = VERDICT !== null && POLICY_DIGEST !== null && POLICY !== null;
  if (!isThere || DECISION === null || DECIDED_MS === null) return null;
  return {
    verdict: VERDICT,
    policyDigest: POLICY_DIGEST,
    policy: POLICY,
    evidenceDigest: JUDGED_DIGEST,
    decision: DECISION,
    decidedAt: DECIDED_MS,
  };
}
