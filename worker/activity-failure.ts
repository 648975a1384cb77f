import { CompleteAsyncError, type Context } from '@temporalio/activity';
import { ApplicationFailure, TemporalFailure } from '@temporalio/common';

import { SnowflakeError } from '../activities/snowflake/errors.js';
import { FailedAttempts } from '../activities/snowflake/failed-attempts.js';
import { readHeartbeatDetails } from '../activities/snowflake/heartbeat-details.js';
import { StepProblem } from '../activities/step-problem.js';
import type { FailureType } from '../pipeline/failure-types.js';
import { redactedFault } from './redacted-fault.js';

/** A fault of Ratchet itself may be one of this Worker's host; it is not tried for ever. */
const MAX_ATTEMPTS_OF_A_FAULT = 5;

/**
 * What Temporal is to store of an error that ended an attempt. ApplicationFailures of Activities are made here and
 * nowhere else: each has a type of pipeline/failure-types.ts, a message without row values and secrets, and no cause.
 * Temporal's own errors pass unchanged.
 */
export function activityFailure(error: unknown, context: Context): unknown {
  const earlier = new FailedAttempts(readHeartbeatDetails(context.info.heartbeatDetails));
  if (error instanceof SnowflakeError) return ofSnowflake(error, earlier);
  if (error instanceof StepProblem) return ofStep(error);
  if (isTemporals(error, context)) return error;
  return ofFault(error, context.info.attempt - earlier.total);
}

function ofSnowflake(error: SnowflakeError, attempts: FailedAttempts): ApplicationFailure {
  const { message, type, retryDelayMs } = error;
  attempts.add(error, Date.now());
  const failure = ApplicationFailure.create({
    message,
    type,
    nonRetryable: attempts.isFinal(error),
    details: [statementOf(error)],
    ...(retryDelayMs === null ? {} : { nextRetryDelay: retryDelayMs }),
  });
  return withStack(failure, error.stack);
}

function ofStep({ message, type, stack, cause }: StepProblem): ApplicationFailure {
  const details = cause instanceof SnowflakeError ? [statementOf(cause)] : [];
  const failure = ApplicationFailure.create({ message, type, nonRetryable: true, details });
  return withStack(failure, stack);
}

/** Leads to the statement in Snowflake's query history. */
function statementOf({ code, sqlState, queryId }: SnowflakeError) {
  return { code, sqlState, queryId };
}

/**
 * `attempts` are those that no error of Snowflake ended, this one among them: a fault that takes the Worker with it
 * counts as well.
 */
function ofFault(error: unknown, attempts: number): ApplicationFailure {
  const { message, stack } = redactedFault(error);
  const type: FailureType = 'InternalError';
  const nonRetryable = attempts >= MAX_ATTEMPTS_OF_A_FAULT;
  return withStack(ApplicationFailure.create({ message, type, nonRetryable }), stack);
}

/** Cancellation, completion by others, and a pause that the cancelled Activity broke off. */
function isTemporals(error: unknown, { cancellationSignal }: Context): boolean {
  if (error instanceof TemporalFailure || error instanceof CompleteAsyncError) return true;
  return cancellationSignal.aborted && error instanceof Error && error.name === 'AbortError';
}

function withStack(failure: ApplicationFailure, stack: string | undefined): ApplicationFailure {
  if (stack !== undefined) failure.stack = stack;
  return failure;
}
