import type { Restored } from '../../pipeline/restored.js';
import type { Run } from '../../pipeline/run.js';
import { quoted } from '../snowflake/identifier.js';
import type { Statement } from '../snowflake/statement.js';
import { VERSION_COLUMNS } from './version-statements.js';

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
      `SELECT "L"."FENCE", "L"."VERSION", "L"."SERVING_FUNCTION", ${VERSION_COLUMNS}\n` +
      'FROM "LIVE_VERSION" AS "L" LEFT JOIN "MODEL_VERSIONS" AS "V" ' +
      'ON "V"."MODEL" = "L"."MODEL" AND "V"."VERSION" = "L"."VERSION"\n' +
      'WHERE "L"."MODEL" = ?',
    binds: [model],
  };
}

/** What is live of all models. */
export function selectLiveVersions(): Statement {
  return {
    sql:
      'SELECT "MODEL", "VERSION", "FENCE", "SERVING_FUNCTION" FROM "LIVE_VERSION"\n' +
      'WHERE "VERSION" IS NOT NULL ORDER BY "MODEL"',
  };
}

/** Writes which serving function was restored to which version, and what stood there. */
export function insertRestoration(restored: Omit<Restored, 'problem'>): Statement {
  const { model, version, fence, functionName, found } = restored;
  const row = {
    MODEL: model,
    VERSION: version,
    FENCE: fence,
    FUNCTION_NAME: functionName,
    FOUND: found,
  };
  const names = [...Object.keys(row), 'RESTORED_AT'].map(quoted);
  const marks = Object.keys(row).map(() => '?');
  return {
    sql:
      `INSERT INTO "RESTORATIONS" (${names.join(', ')})\n` +
      `VALUES (${marks.join(', ')}, CURRENT_TIMESTAMP())`,
    binds: Object.values(row),
  };
}

/** What a run moved, in the order in which it did: it goes live once, and may take that back once. */
export function selectPromotionsOfRun(run: Run): Statement {
  return {
    sql:
      'SELECT "VERSION", "PREVIOUS_VERSION", "FENCE", "REASON" FROM "PROMOTIONS"\n' +
      'WHERE "MODEL" = ? AND "RUN_ID" = ? ORDER BY "FENCE"',
    binds: [run.model, run.id],
  };
}
