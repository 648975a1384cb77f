import type { Run } from '../../pipeline/run.js';
import type { Statement } from '../snowflake/statement.js';

/**
 * Takes a fence for a run's training if it is the next one, the run goes on and has no result yet. One statement, for a
 * Worker that dies in a transaction leaves the table locked for minutes.
 */
export function takeTrainingFence(run: Pick<Run, 'id'>, fence: number): Statement {
  return {
    sql:
      'MERGE INTO "TRAININGS" USING (\n' +
      `  SELECT "RUN_ID", "MODEL" FROM "RUNS" WHERE "RUN_ID" = ? AND "STATE" = 'RUNNING'\n` +
      ') AS "THIS" ON "TRAININGS"."RUN_ID" = "THIS"."RUN_ID"\n' +
      'WHEN MATCHED AND "TRAININGS"."RESULT" IS NULL AND "TRAININGS"."FENCE" = ? - 1 THEN UPDATE SET ' +
      '"FENCE" = "TRAININGS"."FENCE" + 1, "STARTED_AT" = CURRENT_TIMESTAMP()\n' +
      'WHEN NOT MATCHED THEN INSERT ("RUN_ID", "MODEL", "FENCE", "STARTED_AT") ' +
      'VALUES ("THIS"."RUN_ID", "THIS"."MODEL", ?, CURRENT_TIMESTAMP())',
    binds: [run.id, fence, fence],
  };
}

/** A run's state with its training: fence and result, null before the first CALL of it. */
export function selectTraining(run: Pick<Run, 'id'>): Statement {
  return {
    sql:
      'SELECT "R"."STATE", "T"."FENCE", "T"."RESULT"\n' +
      'FROM "RUNS" AS "R" LEFT JOIN "TRAININGS" AS "T" ON "T"."RUN_ID" = "R"."RUN_ID"\n' +
      'WHERE "R"."RUN_ID" = ?',
    binds: [run.id],
  };
}
