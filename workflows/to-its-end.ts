import { CancellationScope, CancelledFailure } from '@temporalio/workflow';

/**
 * Does the work of a publication or a rollback. Between the ledger and the serving name nothing may stop it, so a
 * cancellation counts only before it.
 */
export async function toItsEnd<Result>(work: () => Promise<Result>): Promise<Result> {
  if (CancellationScope.current().consideredCancelled) {
    throw new CancelledFailure('cancelled before publication');
  }
  return CancellationScope.nonCancellable(work);
}
