import type { Run } from '../../pipeline/run.js';
import { quoted } from '../snowflake/identifier.js';
import type { Bind, Statement } from '../snowflake/statement.js';

/** What is known of a version in a row "V" of MODEL_VERSIONS, as columns of a SELECT. */
export const VERSION_COLUMNS =
  '"V"."RUN_ID" AS "VERSION_RUN_ID", "V"."ARTIFACT", "V"."ARTIFACT_SHA256", "V"."SNAPSHOT", "V"."RECIPE_DIGEST", ' +
  '"V"."POLICY_DIGEST", "V"."EVIDENCE_DIGEST", "V"."FEATURES", "V"."FUNCTION_NAME", "V"."PROBABILITY_FUNCTION_NAME"';

/** All that is known of one version of a model. */
export function selectVersion(model: string, version: number): Statement {
  return {
    sql:
      `SELECT "V"."VERSION", ${VERSION_COLUMNS}\n` +
      'FROM "MODEL_VERSIONS" AS "V" WHERE "V"."MODEL" = ? AND "V"."VERSION" = ?',
    binds: [model, version],
  };
}

/** Takes the next version number for a run that has none; the row stays locked until the transaction ends. */
export function takeNextVersion(run: Run): Statement {
  return {
    sql:
      'UPDATE "LIVE_VERSION" SET "LAST_VERSION" = "LAST_VERSION" + 1, "UPDATED_AT" = CURRENT_TIMESTAMP()\n' +
      'WHERE "MODEL" = ? AND NOT EXISTS (SELECT 1 FROM "MODEL_VERSIONS" WHERE "MODEL" = ? AND "RUN_ID" = ?)',
    binds: [run.model, run.model, run.id],
  };
}

/** The number that was taken last. */
export function selectLastVersion(model: string): Statement {
  return {
    sql: 'SELECT "LAST_VERSION" FROM "LIVE_VERSION" WHERE "MODEL" = ?',
    binds: [model],
  };
}

/** Writes a version's row; `row` is by column name, without the time. */
export function insertVersion(row: Readonly<Record<string, Bind>>): Statement {
  const names = Object.keys(row);
  return {
    sql:
      `INSERT INTO "MODEL_VERSIONS" (${names.map(quoted).join(', ')}, "CREATED_AT")\n` +
      `VALUES (${names.map(() => '?').join(', ')}, CURRENT_TIMESTAMP())`,
    binds: Object.values(row),
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
export function selectEvidence(run: Run): Statement {
  return {
    sql: 'SELECT "EVIDENCE", "EVIDENCE_DIGEST" FROM "EVIDENCE" WHERE "RUN_ID" = ?',
    binds: [run.id],
  };
}
