import { proxyActivities } from '@temporalio/workflow';

import type { ReadingActivities } from '../pipeline/activities.js';
import type { LedgerAnswer, LedgerQuestion } from '../pipeline/ledger-reading.js';
import { READING } from './activity-options.js';

const { answerFromLedger } = proxyActivities<ReadingActivities>({
  ...READING,
  summary: 'read the ledger',
});

/** Answers a question of a Client about what the ledger holds, however long ago Temporal forgot it. Changes nothing. */
export function readLedger(question: LedgerQuestion): Promise<LedgerAnswer> {
  return answerFromLedger(question);
}
