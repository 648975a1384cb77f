import type { Feature } from '../../pipeline/features.js';
import type { KeptObject, Removal, Retention } from '../../pipeline/maintenance.js';
import type { WorkflowEnd } from '../../pipeline/workflow-state.js';
import { SQL_TYPES } from '../feature-types.js';
import { quoted, textLiteral } from '../snowflake/identifier.js';
import type { Statement } from '../snowflake/statement.js';

/** Which tables of a schema are a run's. */
export interface TableNames {
  /** How some of their names begin. */
  readonly prefixes: readonly string[];
  readonly names: readonly string[];
}

/** Lists those of these tables that are there. */
export function selectTables(schema: string, { prefixes, names }: TableNames): Statement {
  const conditions = [
    ...prefixes.map(() => 'STARTSWITH("TABLE_NAME", ?)'),
    ...names.map(() => '"TABLE_NAME" = ?'),
  ];
  return {
    sql:
      'SELECT "TABLE_NAME" FROM "INFORMATION_SCHEMA"."TABLES"\n' +
      `WHERE "TABLE_SCHEMA" = ? AND (${conditions.join(' OR ')})\nORDER BY "TABLE_NAME"`,
    binds: [schema, ...prefixes, ...names],
  };
}

/** Drops a table, if it is there. */
export function dropTable(table: string): Statement {
  return { sql: `DROP TABLE IF EXISTS ${quoted(table)}` };
}

/** Removes the files of a stage location; one row for each. */
export function removeFiles(location: string): Statement {
  return { sql: `REMOVE ${textLiteral(location)}` };
}

/** Lists those of two functions that are there and carry this comment. */
export function selectFunctionsWith(
  schema: string,
  names: readonly [string, string],
  comment: string,
): Statement {
  return {
    sql:
      'SELECT "FUNCTION_NAME" FROM "INFORMATION_SCHEMA"."FUNCTIONS"\n' +
      'WHERE "FUNCTION_SCHEMA" = ? AND "FUNCTION_NAME" IN (?, ?) AND "COMMENT" = ?\nORDER BY "FUNCTION_NAME"',
    binds: [schema, ...names, comment],
  };
}

/** Drops a function of a model, if it is there. */
export function dropFunction(name: string, features: readonly Feature[]): Statement {
  const types = features.map(({ kind }) => SQL_TYPES[kind]).join(', ');
  return { sql: `DROP FUNCTION IF EXISTS ${quoted(name)}(${types})` };
}

/** The candidates that a run trained side by side; none of a run that trained one. */
export function selectCandidates(runId: string): Statement {
  return {
    sql:
      'SELECT "CANDIDATE" FROM "TRAININGS"\n' +
      'WHERE "RUN_ID" = ? AND "CANDIDATE" IS NOT NULL ORDER BY "CANDIDATE"',
    binds: [runId],
  };
}

/** The runs that the ledger says are under way, and for how long: the oldest first. */
export function selectOpenRuns(): Statement {
  return {
    sql:
      'SELECT "RUN_ID", "WORKFLOW_ID", "MODEL", ' +
      'DATEDIFF(SECOND, "STARTED_AT", CURRENT_TIMESTAMP()) AS "AGE_S"\n' +
      `FROM "RUNS" WHERE "STATE" = 'RUNNING' ORDER BY "STARTED_AT"`,
  };
}

/** Closes a run that could not do it itself, unless someone was faster. */
export function closeOpenRun(runId: string, state: WorkflowEnd, reason: string): Statement {
  return {
    sql:
      'UPDATE "RUNS" SET "STATE" = ?, "REASONS" = ?, "ENDED_AT" = CURRENT_TIMESTAMP()\n' +
      'WHERE "RUN_ID" = ? AND "ENDED_AT" IS NULL',
    binds: [state, JSON.stringify([reason]), runId],
  };
}

/** What the ledger says of some runs, and nothing of those that it does not know. */
export function selectRunStates(runIds: readonly string[]): Statement {
  return {
    sql: `SELECT "RUN_ID", "STATE" FROM "RUNS" WHERE "RUN_ID" IN (${runIds.map(() => '?').join(', ')})`,
    binds: runIds,
  };
}

/** A row for each promotion of the version that a run made: none when it never went live. */
export function selectPromotionsOfVersion(runId: string): Statement {
  return {
    sql:
      'SELECT "P"."FENCE" FROM "MODEL_VERSIONS" AS "V" JOIN "PROMOTIONS" AS "P" ' +
      'ON "P"."MODEL" = "V"."MODEL" AND "P"."VERSION" = "V"."VERSION"\nWHERE "V"."RUN_ID" = ?',
    binds: [runId],
  };
}

/** How many runs one sweep closes, and of how many it removes what they left behind. */
export const RUNS_AT_ONCE = 25;

/**
 * Runs whose leftovers nothing needs any more, the oldest first; with `runId` that run, if it still is one. `RECENCY` counts
 * the versions of a model by when they last went live, from 1; it is null for one that never did. A run whose leftovers
 * could not all be removed comes again after a day.
 */
export function selectRemovable(
  { afterEndMs, rollbackTargets }: Omit<Retention, 'unknownWorkflowMs'>,
  runId?: string,
): Statement {
  const isThis = runId === undefined ? '' : '\nAND "R"."RUN_ID" = ?';
  return {
    sql: `SELECT "R"."RUN_ID", "R"."MODEL", "V"."VERSION", "P"."RECENCY"
FROM "RUNS" AS "R"
LEFT JOIN "MODEL_VERSIONS" AS "V" ON "V"."MODEL" = "R"."MODEL" AND "V"."RUN_ID" = "R"."RUN_ID"
LEFT JOIN (
  SELECT "MODEL", "VERSION", ROW_NUMBER() OVER (PARTITION BY "MODEL" ORDER BY MAX("FENCE") DESC) AS "RECENCY"
  FROM "PROMOTIONS" GROUP BY "MODEL", "VERSION"
) AS "P" ON "P"."MODEL" = "V"."MODEL" AND "P"."VERSION" = "V"."VERSION"
WHERE "R"."STATE" <> 'RUNNING' AND "R"."ENDED_AT" <= DATEADD(SECOND, ?, CURRENT_TIMESTAMP())
AND ("P"."RECENCY" IS NULL OR "P"."RECENCY" > ?)
AND NOT EXISTS (
  SELECT 1 FROM "LIVE_VERSION" AS "L" WHERE "L"."MODEL" = "R"."MODEL" AND "L"."VERSION" = "V"."VERSION"
)
AND NOT EXISTS (
  SELECT 1 FROM "RUNS" AS "O" WHERE "O"."MODEL" = "R"."MODEL" AND "O"."STATE" = 'RUNNING' AND "O"."TRIGGER" = 'rollback'
)
AND NOT EXISTS (
  SELECT 1 FROM "REMOVALS" AS "X" WHERE "X"."RUN_ID" = "R"."RUN_ID"
  AND ("X"."KEPT" IS NULL OR "X"."REMOVED_AT" > DATEADD(DAY, -1, CURRENT_TIMESTAMP()))
)${isThis}
ORDER BY "R"."ENDED_AT", "R"."RUN_ID" LIMIT ${RUNS_AT_ONCE}`,
    // The live version is the first of them.
    binds: [
      -Math.ceil(afterEndMs / 1000),
      rollbackTargets + 1,
      ...(runId === undefined ? [] : [runId]),
    ],
  };
}

/** Writes what was removed of a run, once a run; a later try takes the place of an earlier one. */
export function writeRemoval({ runId, model, removed, kept }: Removal): Statement {
  const values = [JSON.stringify(removed), keptText(kept)];
  return {
    sql:
      'MERGE INTO "REMOVALS" USING (SELECT ? AS "ID") AS "THIS" ON "REMOVALS"."RUN_ID" = "THIS"."ID"\n' +
      'WHEN MATCHED THEN UPDATE SET "REMOVED" = ?, "KEPT" = ?, "REMOVED_AT" = CURRENT_TIMESTAMP()\n' +
      'WHEN NOT MATCHED THEN INSERT ("RUN_ID", "MODEL", "REMOVED", "KEPT", "REMOVED_AT") ' +
      'VALUES (?, ?, ?, ?, CURRENT_TIMESTAMP())',
    binds: [runId, ...values, runId, model, ...values],
  };
}

function keptText(kept: readonly KeptObject[]): string | null {
  return kept.length === 0 ? null : JSON.stringify(kept);
}
