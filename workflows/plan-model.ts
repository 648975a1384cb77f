import { proxyActivities } from '@temporalio/workflow';

import type { ReadingActivities } from '../pipeline/activities.js';
import type { RetrainingPlan } from '../pipeline/plan.js';
import type { RetrainingRequest } from '../pipeline/retraining-request.js';
import { READING } from './activity-options.js';
import { checkRequest } from './this-run.js';

const { planRetraining } = proxyActivities<ReadingActivities>({
  ...READING,
  summary: 'note what a run would send, and change nothing',
});

/** Tells what a run of a model would send and make. The ledger is asked for the live version; nothing is changed. */
export async function planModel(request: RetrainingRequest): Promise<RetrainingPlan> {
  checkRequest(request);
  return planRetraining(request);
}
