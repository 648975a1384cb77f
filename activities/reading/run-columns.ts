import { z } from 'zod';

import type { JudgedRun } from '../../pipeline/ledger-reading.js';
import { jsonText, wholeNumber } from '../row-columns.js';
import { epochMs, isoOfMs } from './epoch-ms.js';

/** What is told of a run, as columns of RUNS "R". */
export const RUN_COLUMNS: readonly string[] = [
  '"R"."RUN_ID"',
  '"R"."WORKFLOW_ID"',
  '"R"."MODEL"',
  '"R"."TRIGGER"',
  '"R"."STARTED_BY"',
  '"R"."REASON"',
  '"R"."STATE"',
  '"R"."VERSION"',
  '"R"."REASONS"',
  '"R"."CODE_DIGEST"',
  '"R"."GIT_COMMIT"',
  epochMs('"R"."STARTED_AT"', 'STARTED_MS'),
  epochMs('"R"."ENDED_AT"', 'ENDED_MS'),
];

/** A column that holds texts as a JSON array, or NULL. */
export const texts = jsonText(z.array(z.string())).nullable();

/** A row of RUN_COLUMNS. */
export const runRow = z.object({
  RUN_ID: z.string(),
  WORKFLOW_ID: z.string(),
  MODEL: z.string(),
  TRIGGER: z.enum(['manual', 'schedule', 'rollback']),
  STARTED_BY: z.string(),
  REASON: z.string().nullable(),
  STATE: z.string(),
  VERSION: wholeNumber.nullable(),
  REASONS: texts,
  CODE_DIGEST: z.string().nullable(),
  GIT_COMMIT: z.string().nullable(),
  STARTED_MS: isoOfMs,
  ENDED_MS: isoOfMs.nullable(),
});

/** The run of such a row. */
export function runOf(
  row: z.output<typeof runRow>,
): Omit<JudgedRun, 'evidence' | 'evidenceDigest' | 'decision'> {
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
    codeDigest: row.CODE_DIGEST,
    gitCommit: row.GIT_COMMIT,
  };
}
