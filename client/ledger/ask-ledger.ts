import type { LedgerAnswerTo, LedgerQuestion } from '../../pipeline/ledger-reading.js';
import { READ_LEDGER } from '../../pipeline/workflow-ids.js';
import type { Temporal } from '../connect.js';
import type { Output } from '../output.js';
import { askWorker } from './ask-worker.js';

/** The Workflow by its type only: its code belongs to the Worker. */
type ReadLedger<Question extends LedgerQuestion> = (
  question: Question,
) => Promise<LedgerAnswerTo<Question>>;

/** Has a Worker answer a question about the ledger. Throws CliError as askWorker does. */
export function askLedger<Question extends LedgerQuestion>(
  temporal: Temporal,
  question: Question,
  output: Output,
): Promise<LedgerAnswerTo<Question>> {
  const asked = {
    workflowType: READ_LEDGER,
    idPrefix: 'read-ledger',
    args: [question] as [Question],
    summary: `${question.kind} of the ledger, asked by ${temporal.startedBy}`,
    what: 'read the ledger',
  };
  return askWorker<ReadLedger<Question>>(temporal, asked, output);
}
