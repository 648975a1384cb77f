import type { Context } from '@temporalio/activity';
import { ApplicationFailure } from '@temporalio/common';
import type { ActivityInterceptors } from '@temporalio/worker';

import { SnowflakeError } from '../activities/snowflake/errors.js';
import { FailedAttempts } from '../activities/snowflake/failed-attempts.js';
import { readHeartbeatDetails } from '../activities/snowflake/heartbeat-details.js';
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
          throw failureOf(error, context.info.heartbeatDetails);
        }
      },
    },
  };
}

/** What Temporal is to store of an error that ended an attempt; `earlier` are the details that the attempt began with. */
function failureOf(error: unknown, earlier: unknown): unknown {
  if (error instanceof SnowflakeError) return ofSnowflake(error, earlier);
  if (error instanceof StepProblem) {
    const { message, type } = error;
    return withStackOf(error, ApplicationFailure.create({ message, type, nonRetryable: true }));
  }
  return error;
}

function ofSnowflake(error: SnowflakeError, earlier: unknown): ApplicationFailure {
  const { message, type, code, sqlState, queryId, retryDelayMs } = error;
  const failure = ApplicationFailure.create({
    message,
    type,
    nonRetryable: isFinal(error, earlier),
    details: [{ code, sqlState, queryId }],
    ...(retryDelayMs === null ? {} : { nextRetryDelay: retryDelayMs }),
  });
  return withStackOf(error, failure);
}

function isFinal(error: SnowflakeError, earlier: unknown): boolean {
  const { reaction, maxAttempts } = error;
  if (reaction === 'permanent' || reaction === 'cancelled') return true;
  if (maxAttempts === null) return false;
  return new FailedAttempts(readHeartbeatDetails(earlier)).with(error) + 1 >= maxAttempts;
}

function withStackOf(error: Error, failure: ApplicationFailure): ApplicationFailure {
  if (error.stack !== undefined) failure.stack = error.stack;
  return failure;
}
