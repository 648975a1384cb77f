import type { Statement } from '../snowflake/statement.js';
import { DECISION_COLUMNS } from './decision-columns.js';
import { epochMs } from './epoch-ms.js';
import { RUN_COLUMNS } from './run-columns.js';

const COLUMNS = [
  ...RUN_COLUMNS,
  '"R"."QUERY_IDS"',
  '"E"."EVIDENCE"',
  '"X"."DIAGNOSTICS"',
  ...DECISION_COLUMNS,
].join(', ');

/** All that the ledger has of one run, but for how it went live. */
export function selectReportedRun(runId: string): Statement {
  return {
    sql:
      `SELECT ${COLUMNS}\n` +
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
