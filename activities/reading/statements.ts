import type { LedgerQuestionOf } from '../../pipeline/ledger-reading.js';
import type { Statement } from '../snowflake/statement.js';
import { epochMs } from './epoch-ms.js';

const COLUMNS = [
  '"R"."RUN_ID"',
  '"R"."WORKFLOW_ID"',
  '"R"."MODEL"',
  '"R"."TRIGGER"',
  '"R"."STARTED_BY"',
  '"R"."REASON"',
  '"R"."STATE"',
  '"R"."REASONS"',
  '"R"."VERSION"',
  '"R"."CODE_DIGEST"',
  epochMs('"R"."STARTED_AT"', 'STARTED_MS'),
  epochMs('"R"."ENDED_AT"', 'ENDED_MS'),
  '"E"."EVIDENCE"',
  '"E"."EVIDENCE_DIGEST"',
  '"D"."VERDICT"',
  '"D"."POLICY_DIGEST"',
  '"D"."POLICY"',
  '"D"."EVIDENCE_DIGEST" AS "JUDGED_DIGEST"',
  '"D"."DECISION"',
  epochMs('"D"."DECIDED_AT"', 'DECIDED_MS'),
].join(', ');

/** Runs that were judged, the latest first; whatever decision and evidence there is beside each. */
export function selectJudgedRuns(
  of: LedgerQuestionOf<'decisions'>['of'],
  { limit, offset }: { readonly limit: number; readonly offset: number },
): Statement {
  const [condition, binds] =
    'model' in of
      ? ['"R"."MODEL" = ?', [of.model]]
      : ['? IN ("R"."RUN_ID", "R"."WORKFLOW_ID", "R"."MODEL")', [of.run]];
  return {
    sql:
      `SELECT ${COLUMNS}\n` +
      'FROM "RUNS" AS "R"\n' +
      'LEFT JOIN "EVIDENCE" AS "E" ON "E"."RUN_ID" = "R"."RUN_ID"\n' +
      'LEFT JOIN "DECISIONS" AS "D" ON "D"."RUN_ID" = "R"."RUN_ID"\n' +
      `WHERE ${condition} AND ("E"."RUN_ID" IS NOT NULL OR "D"."RUN_ID" IS NOT NULL)\n` +
      `ORDER BY "R"."STARTED_AT" DESC, "R"."RUN_ID" DESC LIMIT ${limit} OFFSET ${offset}`,
    binds,
  };
}
