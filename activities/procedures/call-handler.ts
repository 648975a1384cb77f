import type { z } from 'zod';

import { sprocName } from '../../pipeline/object-names.js';
import type { ActivityDependencies } from '../activity-dependencies.js';
import { textDigest } from '../content-digest.js';
import { jsonAnswer } from '../row-columns.js';
import { selectOne } from '../select-one.js';
import { SnowflakeStatementError } from '../snowflake/errors.js';
import type { Statement } from '../snowflake/statement.js';
import type { Warehouse } from '../snowflake/warehouse.js';
import { StepProblem } from '../step-problem.js';
import { modelCodeImports, type ModelCode } from './model-code.js';
import { NO_SUCH_PACKAGES } from './packages.js';
import { callSproc, createSproc, sprocClauses, type SprocDefinition } from './statements.js';

/** What a call needs of the dependencies. */
export type HandlerContext = Pick<ActivityDependencies, 'handlers' | 'pythonVersion'>;

/** One call of one of Ratchet's handlers in the warehouse. */
export interface HandlerCall<Answer> {
  readonly purpose: SprocDefinition['purpose'];
  /** `module.function` */
  readonly handler: string;
  /** Not for handlers that run no code of a model. */
  readonly code?: ModelCode;
  readonly packages: readonly string[];
  readonly request: Readonly<Record<string, unknown>>;
  /** What joins the request right before the CALL is sent, and never for one that is taken up. */
  readonly addedWhenSent?: () => Promise<Readonly<Record<string, unknown>>>;
  readonly answer: z.ZodType<Answer>;
  readonly options?: Pick<Statement, 'timeoutMs' | 'resumeAs'>;
}

/**
 * Makes the procedure around a handler and calls it. Its name is made of a digest over all that it consists of, so
 * that runs with other code or packages, which may be under way, keep theirs.
 */
export async function callHandler<Answer>(
  { handlers, pythonVersion }: HandlerContext,
  warehouse: Warehouse,
  call: HandlerCall<Answer>,
): Promise<{ readonly answer: Answer; readonly queryId: string }> {
  const own = await handlers.upload(warehouse);
  const { purpose, handler, packages, code, answer } = call;
  const imports = [...own, ...(code === undefined ? [] : modelCodeImports(code))];
  const definition = { purpose, handler, pythonVersion, packages, imports };
  const name = sprocName(purpose, textDigest(sprocClauses(definition)));
  await create(warehouse, name, definition);
  const { row, queryId } = await selectOne(warehouse, statementOf(name, call), jsonAnswer(answer));
  return { answer: row, queryId };
}

function statementOf(
  name: string,
  { request, addedWhenSent, options }: HandlerCall<unknown>,
): Statement {
  const statement = callSproc(name, [JSON.stringify(request)], options);
  if (addedWhenSent === undefined) return statement;
  const bindsWhenSent = async () => [JSON.stringify({ ...request, ...(await addedWhenSent()) })];
  return { ...statement, bindsWhenSent };
}

async function create(
  warehouse: Warehouse,
  name: string,
  definition: SprocDefinition,
): Promise<void> {
  try {
    await warehouse.execute(createSproc(name, definition));
  } catch (error) {
    const isRefused = error instanceof SnowflakeStatementError && error.code === NO_SUCH_PACKAGES;
    if (!isRefused) throw error;
    throw new StepProblem(
      'ModelFolder',
      `Snowflake has no Python ${definition.pythonVersion} with the packages ${definition.packages.join(', ')}. ` +
        'Correct training.packages in model.yaml.',
      { cause: error },
    );
  }
}
