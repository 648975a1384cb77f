import type { TrainingKey } from '../../pipeline/training.js';
import type { Bind, Statement } from '../snowflake/statement.js';

/** A run with one candidate has one row; a run with several has one for each. */
type Training = Pick<TrainingKey, 'candidate'> & { readonly run: Pick<TrainingKey['run'], 'id'> };

/**
 * Takes a fence for a training if it is the next one, the run goes on and the training has no result yet. One statement,
 * for a Worker that dies in a transaction leaves the table locked for minutes.
 */
export function takeTrainingFence({ run, candidate }: Training, fence: number): Statement {
  const isOne = candidate === undefined;
  const columns = isOne ? '' : ', ? AS "CANDIDATE"';
  const condition = isOne ? '' : ' AND "TRAININGS"."CANDIDATE" = "THIS"."CANDIDATE"';
  const [name, value] = isOne ? ['', ''] : [', "CANDIDATE"', ', "THIS"."CANDIDATE"'];
  return {
    sql:
      'MERGE INTO "TRAININGS" USING (\n' +
      `  SELECT "RUN_ID", "MODEL"${columns} FROM "RUNS" WHERE "RUN_ID" = ? AND "STATE" = 'RUNNING'\n` +
      `) AS "THIS" ON "TRAININGS"."RUN_ID" = "THIS"."RUN_ID"${condition}\n` +
      'WHEN MATCHED AND "TRAININGS"."RESULT" IS NULL AND "TRAININGS"."FENCE" = ? - 1 THEN UPDATE SET ' +
      '"FENCE" = "TRAININGS"."FENCE" + 1, "STARTED_AT" = CURRENT_TIMESTAMP()\n' +
      `WHEN NOT MATCHED THEN INSERT ("RUN_ID", "MODEL"${name}, "FENCE", "STARTED_AT") ` +
      `VALUES ("THIS"."RUN_ID", "THIS"."MODEL"${value}, ?, CURRENT_TIMESTAMP())`,
    binds: [...nameOf(candidate), run.id, fence, fence],
  };
}

/** A run's state with a training of it: fence and result, null before the first CALL. */
export function selectTraining({ run, candidate }: Training): Statement {
  const condition = candidate === undefined ? '' : ' AND "T"."CANDIDATE" = ?';
  return {
    sql:
      'SELECT "R"."STATE", "T"."FENCE", "T"."RESULT"\n' +
      `FROM "RUNS" AS "R" LEFT JOIN "TRAININGS" AS "T" ON "T"."RUN_ID" = "R"."RUN_ID"${condition}\n` +
      'WHERE "R"."RUN_ID" = ?',
    binds: [...nameOf(candidate), run.id],
  };
}

function nameOf(candidate: string | undefined): readonly Bind[] {
  return candidate === undefined ? [] : [candidate];
}
