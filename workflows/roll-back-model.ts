import { ApplicationFailure, proxyActivities, workflowInfo } from '@temporalio/workflow';

import type { RollbackActivities } from '../pipeline/activities.js';
import type { FailureType } from '../pipeline/failure-types.js';
import {
  rollbackProblem,
  supersededReason,
  type Rollback,
  type RollbackOutcome,
  type RollbackRequest,
} from '../pipeline/rollback.js';
import type { Run } from '../pipeline/run.js';
import { ROLLBACK } from './activity-options.js';
import { recordFailureOf } from './record-end.js';
import { rollbackPurpose } from './rollback-details.js';
import { RollbackProgress } from './rollback-progress.js';
import { toItsEnd } from './to-its-end.js';

const REFUSED: FailureType = 'RollbackRefused';

/**
 * Lets an older version of a model serve again. It trains nothing, and waits for no retraining: the ledger's
 * compare-and-set decides between the two. Fails with RollbackRefused when there is nothing to go back to.
 */
export async function rollBackModel(request: RollbackRequest): Promise<RollbackOutcome> {
  const run = thisRollback(request);
  const progress = new RollbackProgress(run, request);
  const rollback = await recordFailureOf(roll(run, request, progress), progress);
  const outcome = outcomeOf(run, rollback);
  progress.ended(outcome);
  return outcome;
}

function thisRollback(request: RollbackRequest): Run {
  const problem = rollbackProblem(request);
  if (problem !== null) {
    const message = `This is no request to roll a model back; start rollbacks by the Client. ${problem}`;
    throw ApplicationFailure.nonRetryable(message, REFUSED);
  }
  const { model, startedBy, reason } = request;
  const { firstExecutionRunId: id, workflowId } = workflowInfo();
  return { id, workflowId, model, trigger: 'rollback', startedBy, reason };
}

function roll(run: Run, request: RollbackRequest, progress: RollbackProgress): Promise<Rollback> {
  const summary = rollbackPurpose(request);
  const { rollBack } = proxyActivities<RollbackActivities>({ ...ROLLBACK, summary });
  const { toVersion } = request;
  return toItsEnd(() => progress.follow(rollBack({ run, toVersion })));
}

function outcomeOf({ model, id: runId }: Run, rollback: Rollback): RollbackOutcome {
  if (rollback.kind === 'rolled-back') return { kind: 'ROLLED_BACK', model, runId, rollback };
  return { kind: 'SUPERSEDED', model, runId, reasons: [supersededReason(rollback)] };
}
