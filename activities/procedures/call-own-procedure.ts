import { z } from 'zod';

import { snowflakeError } from '../snowflake/driver-error.js';
import type { Warehouse } from '../snowflake/warehouse.js';
import { callHandler, type HandlerCall, type HandlerContext } from './call-handler.js';
import { SNOWPARK_ALONE } from './packages.js';

const failedStatement = z.object({
  code: z.string().nullable(),
  sqlState: z.string().nullable(),
  message: z.string(),
  queryId: z.string().nullable(),
});

const failure = z
  .object({ failedStatement })
  .transform(({ failedStatement: failed }) => ({ failed, answer: null }));

/**
 * Calls a procedure that runs no code of a model. A statement that fails within it is thrown as the SnowflakeError that
 * it would be had it been sent from here: python/handlers/ratchet_sql_failures.py tells of it.
 */
export async function callOwnProcedure<Answer>(
  dependencies: HandlerContext,
  warehouse: Warehouse,
  call: Pick<HandlerCall<Answer>, 'purpose' | 'handler' | 'request' | 'answer'>,
): Promise<{ readonly answer: Answer; readonly queryId: string }> {
  const success = call.answer.transform((answer) => ({ failed: null, answer }));
  const { answer: said, queryId } = await callHandler(dependencies, warehouse, {
    ...call,
    packages: SNOWPARK_ALONE,
    answer: z.union([failure, success]),
  });
  if (said.failed === null) return { answer: said.answer, queryId };
  const { code, sqlState, message } = said.failed;
  throw snowflakeError(
    { code, sqlState, message, data: { queryId: said.failed.queryId } },
    queryId,
  );
}
