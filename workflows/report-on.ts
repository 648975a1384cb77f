import {
  CancellationScope,
  log,
  patched,
  proxyActivities,
  TemporalFailure,
} from '@temporalio/workflow';

import type { PipelineActivities } from '../pipeline/activities.js';
import type { RetrainingOutcome } from '../pipeline/outcome.js';
import type { Run } from '../pipeline/run.js';
import { REPORT } from './activity-options.js';
import { failureReason } from './failure-reason.js';
import type { RunProgress } from './run-progress.js';

const { writeReport } = proxyActivities<Pick<PipelineActivities, 'writeReport'>>({
  ...REPORT,
  summary: 'write the report of the run',
});

/**
 * Has the report written of a run that was judged, after its end is on record: what comes of the run is settled, even when
 * it is cancelled just now. A report that cannot be written changes nothing of that, and the current details say why.
 */
export async function reportOn(
  run: Run,
  outcome: RetrainingOutcome,
  progress: Pick<RunProgress, 'reported'>,
): Promise<void> {
  // Runs that began before there were reports end without one.
  if (outcome.kind === 'NO_CHANGE' || !patched('report')) return;
  try {
    const { location } = await CancellationScope.nonCancellable(() => writeReport({ run }));
    progress.reported({ kind: 'written', location });
  } catch (error) {
    // Any other error is a fault of this code: it fails the Workflow Task, and the run goes on once that is mended.
    if (!(error instanceof TemporalFailure)) throw error;
    const reason = failureReason(error);
    log.warn('the report could not be written', { reason });
    progress.reported({ kind: 'failed', reason });
  }
}
