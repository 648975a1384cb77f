import { proxyActivities } from '@temporalio/workflow';

import type { ReadingActivities } from '../pipeline/activities.js';
import type { LedgerAnswer, LedgerQuestion } from '../pipeline/ledger-reading.js';
import { RECORD } from './activity-options.js';

/** Somebody waits for the answer, so that a failure is shown soon instead of tried again for long. */
const { answerFromLedger } = proxyActivities<ReadingActivities>({
  ...RECORD,
  retry: { initialInterval: '250ms', backoffCoefficient: 2, maximumAttempts: 5 },
  summary: 'read the ledger',
});

/** Answers a question of a Client about what the ledger holds, however long ago Temporal forgot it. Changes nothing. */
export function readLedger(question: LedgerQuestion): Promise<LedgerAnswer> {
  return answerFromLedger(question);
}
