import {
  CancellationScope,
  CancelledFailure,
  isCancellation,
  log,
  proxyActivities,
  TemporalFailure,
} from '@temporalio/workflow';

import type { PipelineActivities } from '../pipeline/activities.js';
import type { RunEnd } from '../pipeline/outcome.js';
import { RECORD, RECORD_OF_FAILURE } from './activity-options.js';
import { failureReason } from './failure-reason.js';
import { isCancelled } from './is-cancelled.js';
import type { RunProgress } from './run-progress.js';

type Recording = Pick<PipelineActivities, 'recordOutcome'>;

const { recordOutcome } = proxyActivities<Recording>({
  ...RECORD,
  summary: 'close the run in the ledger',
});
const { recordOutcome: recordFailure } = proxyActivities<Recording>({
  ...RECORD_OF_FAILURE,
  summary: 'close the run in the ledger, without an outcome',
});

/** Closes the run in the ledger, even when it is cancelled just now: what it did is done. */
export function recordEnd(end: RunEnd): Promise<void> {
  return CancellationScope.nonCancellable(() => recordOutcome(end));
}

/** Passes on what `work` gives; when it fails or is cancelled, the ledger is told before the failure is passed on. */
export async function recordFailureOf<Result>(
  work: Promise<Result>,
  progress: Pick<RunProgress, 'stopped'>,
): Promise<Result> {
  try {
    return await work;
  } catch (error) {
    // Any other error is a fault of this code: it fails the Workflow Task, and the run goes on once that is mended.
    if (!(error instanceof TemporalFailure)) throw error;
    const state = isCancelled(error) ? 'CANCELLED' : 'FAILED';
    await tellLedger(progress.stopped(state, failureReason(error)));
    throw isCancelled(error) && !isCancellation(error)
      ? new CancelledFailure('cancelled', [], error)
      : error;
  }
}

async function tellLedger(end: RunEnd): Promise<void> {
  try {
    await CancellationScope.nonCancellable(() => recordFailure(end));
  } catch (error) {
    // The failure that ended the run is the one to report. This one stands in the history beside it.
    log.warn('the ledger was not told how the run ended', { state: end.state, error });
  }
}
