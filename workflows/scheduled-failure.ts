import {
  ActivityFailure,
  ApplicationFailure,
  ChildWorkflowFailure,
  isCancellation,
  TerminatedFailure,
} from '@temporalio/workflow';

import { failureReason } from './failure-reason.js';

/** How somebody stopped a child Workflow; null when it failed. */
export function stoppedKind(error: unknown): 'CANCELLED' | 'TERMINATED' | null {
  if (isCancellation(error)) return 'CANCELLED';
  const isTerminated =
    error instanceof ChildWorkflowFailure && error.cause instanceof TerminatedFailure;
  return isTerminated ? 'TERMINATED' : null;
}

/**
 * The failure of a scheduled retraining as the Workflow of the Schedule passes it on: Temporal puts its message beside
 * the paused Schedule, where "Child Workflow execution failed" would say nothing.
 */
export function scheduledFailure(error: unknown, workflowId: string): unknown {
  if (!(error instanceof ChildWorkflowFailure)) return error;
  const cause = error.cause instanceof ActivityFailure ? error.cause.cause : error.cause;
  const type = cause instanceof ApplicationFailure ? cause.type : null;
  return ApplicationFailure.create({
    message: `${workflowId} failed: ${failureReason(error.cause)}`,
    ...(type ? { type } : {}),
    nonRetryable: true,
    cause: error,
  });
}
