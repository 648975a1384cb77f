import { ActivityFailure, isCancellation } from '@temporalio/workflow';

/**
 * Whether a step ended because the run is cancelled. An attempt that fails after that, or whose Worker is lost, is not
 * made again: then its failure or time-out comes in the place of the cancellation.
 */
export function isCancelled(error: unknown): boolean {
  if (isCancellation(error)) return true;
  return error instanceof ActivityFailure && error.retryState === 'CANCEL_REQUESTED';
}
