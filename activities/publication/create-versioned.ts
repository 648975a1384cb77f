import { z } from 'zod';

import { taskOf } from '../../pipeline/model-spec.js';
import type { PublicationInput } from '../../pipeline/publication.js';
import type { ActivityDependencies } from '../activity-dependencies.js';
import type { VersionedFunctions } from '../ledger/claim-version.js';
import { modelCodeImports } from '../procedures/model-code.js';
import { lockedEnvironment, NO_SUCH_PACKAGES } from '../procedures/packages.js';
import { SnowflakeStatementError } from '../snowflake/errors.js';
import type { Warehouse } from '../snowflake/warehouse.js';
import { StepProblem } from '../step-problem.js';
import { versionedComment } from '../versioned-comment.js';
import { functionBody } from './function-body.js';
import { predictionType } from './answering-model.js';
import { createVersionedUdf, selectFunctionComments, type VersionedUdf } from './statements.js';

/** Codes of an object that exists already. */
const EXISTS_CODES: readonly (string | null)[] = ['002002', '001998'];

/**
 * Makes the immutable functions of a version, or meets those that an earlier attempt made. Throws VersionConflict when
 * there is another function of that name, LockBroken when Snowflake lacks the model's packages. Returns the query ids.
 */
export async function createVersionedFunctions(
  { handlers }: Pick<ActivityDependencies, 'handlers'>,
  warehouse: Warehouse,
  input: PublicationInput,
  functions: VersionedFunctions,
): Promise<readonly string[]> {
  const { candidate, featureTable, run } = input;
  const { artifact, artifactSha256 } = candidate;
  const model = [`${artifact}model.joblib`, `${artifact}model.json`];
  const { features } = featureTable;
  const shared = {
    features,
    ...lockedEnvironment(candidate),
    imports: [...model, ...(await handlers.upload(warehouse)), ...modelCodeImports(input)],
    comment: versionedComment({ runId: run.id, version: functions.version, artifactSha256 }),
  };
  const predict = {
    ...shared,
    name: functions.functionName,
    returns: predictionType(taskOf(input.spec)),
    body: functionBody({ artifactSha256, features }, 'predict'),
  };
  const proba = {
    ...shared,
    name: functions.probabilityFunctionName,
    returns: 'FLOAT' as const,
    body: functionBody({ artifactSha256, features }, 'predict_proba'),
  };
  const created = [await create(warehouse, predict), await create(warehouse, proba)];
  return created.filter((queryId) => queryId !== null);
}

/** The query id; null when the function was there already. */
async function create(warehouse: Warehouse, udf: VersionedUdf): Promise<string | null> {
  try {
    return (await warehouse.execute(createVersionedUdf(udf))).queryId;
  } catch (error) {
    if (!(error instanceof SnowflakeStatementError)) throw error;
    if (error.code === NO_SUCH_PACKAGES) throw lockBroken(udf, error);
    if (!EXISTS_CODES.includes(error.code)) throw error;
    await checkComment(warehouse, udf, error);
    return null;
  }
}

function lockBroken({ name, pythonVersion, packages }: VersionedUdf, cause: Error): StepProblem {
  return new StepProblem(
    'LockBroken',
    `Snowflake has no Python ${pythonVersion} with the packages ${packages.join(', ')}, which the model was trained and ` +
      `judged with, so ${name} is not made with others. Start another run, which trains with what there is now.`,
    { cause },
  );
}

async function checkComment(warehouse: Warehouse, udf: VersionedUdf, cause: Error): Promise<void> {
  const { rows } = await warehouse.select(
    selectFunctionComments(warehouse.schema, udf.name),
    z.object({ COMMENT: z.string().nullable() }),
  );
  if (rows.length > 0 && rows.every(({ COMMENT }) => COMMENT === udf.comment)) return;
  throw new StepProblem(
    'VersionConflict',
    `There is a function ${udf.name} that this run did not make; versions are never replaced. ` +
      'Rename or drop it, and start the run again.',
    { cause },
  );
}
