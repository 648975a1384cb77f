import type { Run } from '../../pipeline/run.js';
import type { Statement } from '../snowflake/statement.js';

/**
 * Takes the next fence of a run's training, if the run goes on; once there is a result, its fence stays. The row is
 * locked until the transaction ends.
 */
export function takeTrainingFence(run: Pick<Run, 'id'>): Statement {
  return {
    sql:
      'MERGE INTO "TRAININGS" USING (\n' +
      `  SELECT "RUN_ID", "MODEL" FROM "RUNS" WHERE "RUN_ID" = ? AND "STATE" = 'RUNNING'\n` +
      ') AS "THIS" ON "TRAININGS"."RUN_ID" = "THIS"."RUN_ID"\n' +
      'WHEN MATCHED AND "TRAININGS"."RESULT" IS NULL THEN UPDATE SET ' +
      '"FENCE" = "TRAININGS"."FENCE" + 1, "STARTED_AT" = CURRENT_TIMESTAMP()\n' +
      'WHEN NOT MATCHED THEN INSERT ("RUN_ID", "MODEL", "FENCE", "STARTED_AT") ' +
      'VALUES ("THIS"."RUN_ID", "THIS"."MODEL", 1, CURRENT_TIMESTAMP())',
    binds: [run.id],
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
