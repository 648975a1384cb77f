import type { Context } from '@temporalio/activity';
import { ApplicationFailure } from '@temporalio/common';
import type { ActivityInterceptors } from '@temporalio/worker';

import { SnowflakeError } from '../activities/snowflake/errors.js';
import { StepProblem } from '../activities/step-problem.js';

/**
 * Makes ApplicationFailures of the errors of steps: the only place that does. Any other error passes unchanged and is
 * retried, so that a bug stays visible with its own stack.
 */
export function snowflakeFailureInterceptor(context: Context): ActivityInterceptors {
  return {
    inbound: {
      async execute(input, next) {
        try {
          return await next(input);
        } catch (error) {
          throw failureOf(error, context.info.attempt);
        }
      },
    },
  };
}

/** What Temporal is to store of an error that ended an attempt. */
function failureOf(error: unknown, attempt: number): unknown {
  if (error instanceof SnowflakeError) return ofSnowflake(error, attempt);
  if (error instanceof StepProblem) {
    const { message, type } = error;
    return withStackOf(error, ApplicationFailure.create({ message, type, nonRetryable: true }));
  }
  return error;
}

function ofSnowflake(error: SnowflakeError, attempt: number): ApplicationFailure {
  const { message, type, code, sqlState, queryId, retryDelayMs } = error;
  const failure = ApplicationFailure.create({
    message,
    type,
    nonRetryable: isFinal(error, attempt),
    details: [{ code, sqlState, queryId }],
    ...(retryDelayMs === null ? {} : { nextRetryDelay: retryDelayMs }),
  });
  return withStackOf(error, failure);
}

function isFinal({ reaction, maxAttempts }: SnowflakeError, attempt: number): boolean {
  if (reaction === 'permanent' || reaction === 'cancelled') return true;
  return maxAttempts !== null && attempt >= maxAttempts;
}

function withStackOf(error: Error, failure: ApplicationFailure): ApplicationFailure {
  if (error.stack !== undefined) failure.stack = error.stack;
  return failure;
}
