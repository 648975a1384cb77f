import type { Run } from '../../pipeline/run.js';
import { quoted } from '../snowflake/identifier.js';
import type { Bind, Statement } from '../snowflake/statement.js';

/** Writes the row of a model that nothing serves yet, once: no version, fence 0. */
export function openLiveVersion(model: string): Statement {
  return {
    sql:
      'MERGE INTO "LIVE_VERSION" USING (SELECT ? AS "NAME") AS "THIS" ON "LIVE_VERSION"."MODEL" = "THIS"."NAME"\n' +
      'WHEN NOT MATCHED THEN INSERT ("MODEL", "VERSION", "FENCE", "RUN_ID", "LAST_VERSION", "UPDATED_AT") ' +
      'VALUES (?, NULL, 0, NULL, 0, CURRENT_TIMESTAMP())',
    binds: [model, model],
  };
}

/** The live row of a model with all that is known of the version in it; its columns are null when nothing is live. */
export function selectLiveVersion(model: string): Statement {
  return {
    sql:
      'SELECT "L"."FENCE", "L"."VERSION", "L"."RUN_ID", "V"."ARTIFACT", "V"."ARTIFACT_SHA256", "V"."SNAPSHOT", ' +
      '"V"."RECIPE_DIGEST", "V"."POLICY_DIGEST", "V"."FEATURES", "V"."FUNCTION_NAME", "V"."PROBABILITY_FUNCTION_NAME"\n' +
      'FROM "LIVE_VERSION" AS "L" LEFT JOIN "MODEL_VERSIONS" AS "V" ' +
      'ON "V"."MODEL" = "L"."MODEL" AND "V"."VERSION" = "L"."VERSION"\n' +
      'WHERE "L"."MODEL" = ?',
    binds: [model],
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

/** Moves the live version, if the fence is still the one that the candidate was judged by. */
export function moveLiveVersion(run: Run, version: number, fence: number): Statement {
  return {
    sql:
      'UPDATE "LIVE_VERSION" SET "VERSION" = ?, "FENCE" = "FENCE" + 1, "RUN_ID" = ?, ' +
      '"UPDATED_AT" = CURRENT_TIMESTAMP()\nWHERE "MODEL" = ? AND "FENCE" = ?',
    binds: [version, run.id, run.model, fence],
  };
}

/** Writes who moved the live version, when and why. */
export function insertPromotion(row: Readonly<Record<string, Bind>>): Statement {
  const names = Object.keys(row);
  return {
    sql:
      `INSERT INTO "PROMOTIONS" (${names.map(quoted).join(', ')}, "PROMOTED_AT")\n` +
      `VALUES (${names.map(() => '?').join(', ')}, CURRENT_TIMESTAMP())`,
    binds: Object.values(row),
  };
}

/** How a run went live, if it did. */
export function selectPromotionOfRun(run: Run): Statement {
  return {
    sql: 'SELECT "VERSION", "PREVIOUS_VERSION", "FENCE" FROM "PROMOTIONS" WHERE "MODEL" = ? AND "RUN_ID" = ?',
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
