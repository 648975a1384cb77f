import {
  isGrpcServiceError,
  QueryRejectedError,
  ServiceError,
  type WorkflowHandle,
} from '@temporalio/client';

import type { Progress } from '../../pipeline/progress.js';
import { progressQuery } from '../../workflows/messages.js';

/** gRPC: DEADLINE_EXCEEDED, FAILED_PRECONDITION, UNAVAILABLE: what a Query gets when no Worker is there to answer it. */
const NO_ANSWER_CODES: readonly number[] = [4, 9, 14];

/** How far a run is, by its own word; null when no Worker answers for it. */
export async function queryProgress(handle: WorkflowHandle): Promise<Progress | null> {
  try {
    return await handle.query(progressQuery);
  } catch (error) {
    if (error instanceof QueryRejectedError || isWithoutAnswer(error)) return null;
    throw error;
  }
}

function isWithoutAnswer(error: unknown): boolean {
  const cause = error instanceof ServiceError ? error.cause : error;
  return isGrpcServiceError(cause) && NO_ANSWER_CODES.includes(cause.code);
}
