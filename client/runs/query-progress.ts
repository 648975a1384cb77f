import {
  isGrpcServiceError,
  QueryNotRegisteredError,
  QueryRejectedError,
  ServiceError,
  type WorkflowHandle,
} from '@temporalio/client';

import type { Progress } from '../../pipeline/progress.js';
import { progressQuery } from '../../workflows/messages.js';
import type { Temporal } from '../connect.js';

/** gRPC: CANCELLED, DEADLINE_EXCEEDED, FAILED_PRECONDITION, UNAVAILABLE: a Query's end when no Worker is there. */
const NO_ANSWER_CODES: readonly number[] = [1, 4, 9, 14];

/** Without a Worker the server holds a Query for 10 s, and the SDK asks three times. */
const ANSWER_WITHIN_MS = 5_000;

/** How far a run is, by its own word; null when no Worker answers for it, or when it ended before it could answer. */
export async function queryProgress(
  { client }: Temporal,
  handle: WorkflowHandle,
): Promise<Progress | null> {
  try {
    return await client.connection.withDeadline(Date.now() + ANSWER_WITHIN_MS, () =>
      handle.query(progressQuery),
    );
  } catch (error) {
    if (isWithoutAnswer(error)) return null;
    throw error;
  }
}

function isWithoutAnswer(error: unknown): boolean {
  if (error instanceof QueryRejectedError || error instanceof QueryNotRegisteredError) return true;
  const cause = error instanceof ServiceError ? error.cause : error;
  return isGrpcServiceError(cause) && NO_ANSWER_CODES.includes(cause.code);
}
