import type { Statement } from '../snowflake/statement.js';
import { epochMs } from './epoch-ms.js';

const RUN_COLUMNS = [
  '"R"."RUN_ID"',
  '"R"."WORKFLOW_ID"',
  '"R"."MODEL"',
  '"R"."TRIGGER"',
  '"R"."STARTED_BY"',
  '"R"."REASON"',
  '"R"."STATE"',
  '"R"."VERSION"',
  '"R"."REASONS"',
  '"R"."QUERY_IDS"',
  '"R"."CODE_DIGEST"',
  epochMs('"R"."STARTED_AT"', 'STARTED_MS'),
  epochMs('"R"."ENDED_AT"', 'ENDED_MS'),
];

const JUDGED_COLUMNS = [
  '"E"."EVIDENCE"',
  '"X"."DIAGNOSTICS"',
  '"D"."VERDICT"',
  '"D"."POLICY_DIGEST"',
  '"D"."POLICY"',
  '"D"."EVIDENCE_DIGEST"',
  '"D"."DECISION"',
  epochMs('"D"."DECIDED_AT"', 'DECIDED_MS'),
];

/** All that the ledger has of one run, but for how it went live. */
export function selectReportedRun(runId: string): Statement {
  return {
    sql:
      `SELECT ${[...RUN_COLUMNS, ...JUDGED_COLUMNS].join(', ')}\n` +
      'FROM "RUNS" AS "R"\n' +
      'LEFT JOIN "EVIDENCE" AS "E" ON "E"."RUN_ID" = "R"."RUN_ID"\n' +
      'LEFT JOIN "DIAGNOSTICS" AS "X" ON "X"."RUN_ID" = "R"."RUN_ID"\n' +
      'LEFT JOIN "DECISIONS" AS "D" ON "D"."RUN_ID" = "R"."RUN_ID"\n' +
      'WHERE "R"."RUN_ID" = ?',
    binds: [runId],
  };
}

/** How the version that a run made went live, the first time. */
export function selectFirstPromotion(runId: string): Statement {
  return {
    sql:
      'SELECT "P"."VERSION", "P"."PREVIOUS_VERSION", "P"."FENCE", "V"."ARTIFACT", "V"."FUNCTION_NAME", ' +
      `${epochMs('"P"."PROMOTED_AT"', 'PROMOTED_MS')}\n` +
      'FROM "PROMOTIONS" AS "P" JOIN "MODEL_VERSIONS" AS "V" ' +
      'ON "V"."MODEL" = "P"."MODEL" AND "V"."VERSION" = "P"."VERSION" AND "V"."RUN_ID" = "P"."RUN_ID"\n' +
      'WHERE "P"."RUN_ID" = ? ORDER BY "P"."FENCE" LIMIT 1',
    binds: [runId],
  };
}

/** How many runs the line of a metric goes back. */
const RUNS_BACK = 30;

/** The judged runs of a model up to one of them, the latest first. */
export function selectRunsUpTo(model: string, runId: string): Statement {
  return {
    sql:
      `SELECT "R"."RUN_ID", "R"."STATE", "R"."VERSION", ${epochMs('"R"."STARTED_AT"', 'STARTED_MS')}, "E"."EVIDENCE"\n` +
      'FROM "RUNS" AS "R" JOIN "EVIDENCE" AS "E" ON "E"."RUN_ID" = "R"."RUN_ID"\n' +
      'JOIN "RUNS" AS "T" ON "T"."MODEL" = "R"."MODEL" AND "T"."STARTED_AT" >= "R"."STARTED_AT"\n' +
      `WHERE "R"."MODEL" = ? AND "T"."RUN_ID" = ? ORDER BY "R"."STARTED_AT" DESC, "R"."RUN_ID" DESC LIMIT ${RUNS_BACK}`,
    binds: [model, runId],
  };
}
