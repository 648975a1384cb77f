import type { Run } from '../../pipeline/run.js';
import type { Statement } from '../snowflake/statement.js';

/** What is known of a version in a row "V" of MODEL_VERSIONS, as columns of a SELECT. */
export const VERSION_COLUMNS =
  '"V"."RUN_ID" AS "VERSION_RUN_ID", "V"."ARTIFACT", "V"."ARTIFACT_SHA256", "V"."SNAPSHOT", "V"."RECIPE_DIGEST", ' +
  '"V"."POLICY_DIGEST", "V"."EVIDENCE_DIGEST", "V"."FEATURES", "V"."FUNCTION_NAME", "V"."PROBABILITY_FUNCTION_NAME", "V"."TASK"';

/** All that is known of one version of a model. */
export function selectVersion(model: string, version: number): Statement {
  return {
    sql:
      `SELECT "V"."VERSION", ${VERSION_COLUMNS}\n` +
      'FROM "MODEL_VERSIONS" AS "V" WHERE "V"."MODEL" = ? AND "V"."VERSION" = ?',
    binds: [model, version],
  };
}

/** Every version of a model, with how it went live when its run was promoted; null columns when it was not. */
export function selectVersionHistory(model: string): Statement {
  return {
    sql:
      'SELECT "V"."VERSION", "P"."FENCE", "P"."PREVIOUS_VERSION"\n' +
      'FROM "MODEL_VERSIONS" AS "V" LEFT JOIN "PROMOTIONS" AS "P" ON "P"."MODEL" = "V"."MODEL" ' +
      'AND "P"."VERSION" = "V"."VERSION" AND "P"."RUN_ID" = "V"."RUN_ID"\n' +
      'WHERE "V"."MODEL" = ? ORDER BY "V"."VERSION"',
    binds: [model],
  };
}

/** The number that was taken last. */
export function selectLastVersion(model: string): Statement {
  return {
    sql: 'SELECT "LAST_VERSION" FROM "LIVE_VERSION" WHERE "MODEL" = ?',
    binds: [model],
  };
}

/** The versions of a run: one at most, unless the ledger is broken. */
export function selectVersionsOfRun(run: Run): Statement {
  return {
    sql: 'SELECT "VERSION" FROM "MODEL_VERSIONS" WHERE "MODEL" = ? AND "RUN_ID" = ?',
    binds: [run.model, run.id],
  };
}

/** The evidence of a run as its evaluation wrote it. */
export function selectEvidence(run: Pick<Run, 'id'>): Statement {
  return {
    sql: 'SELECT "EVIDENCE", "EVIDENCE_DIGEST" FROM "EVIDENCE" WHERE "RUN_ID" = ?',
    binds: [run.id],
  };
}

/** The run of a model, another than this, whose candidate was judged last. */
export function selectLastJudged(run: Pick<Run, 'id' | 'model'>): Statement {
  return {
    sql:
      'SELECT "RUN_ID" FROM "EVIDENCE" WHERE "MODEL" = ? AND "RUN_ID" <> ?\n' +
      'ORDER BY "CREATED_AT" DESC, "RUN_ID" DESC LIMIT 1',
    binds: [run.model, run.id],
  };
}
