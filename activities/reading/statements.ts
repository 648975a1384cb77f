import type { LedgerQuestionOf } from '../../pipeline/ledger-reading.js';
import type { Statement } from '../snowflake/statement.js';
import { DECISION_COLUMNS } from './decision-columns.js';
import { RUN_COLUMNS } from './run-columns.js';

const COLUMNS = [
  ...RUN_COLUMNS,
  '"E"."EVIDENCE"',
  '"E"."EVIDENCE_DIGEST"',
  ...DECISION_COLUMNS,
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
