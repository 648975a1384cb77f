import { WorkflowFailedError } from '@temporalio/client';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';

import type { LedgerAnswerTo, LedgerQuestion } from '../../pipeline/ledger-reading.js';
import { READ_LEDGER } from '../../pipeline/workflow-ids.js';
import type { Temporal } from '../connect.js';
import { CliError, EXIT } from '../exit-codes.js';
import type { Output } from '../output.js';
import { runFailure } from '../runs/run-failure.js';
import { isPolled, noWorkerHint } from '../task-queue.js';
import { temporalRefusal } from '../temporal-refusal.js';

/** The Workflow by its type only: its code belongs to the Worker. */
type ReadLedger<Question extends LedgerQuestion> = (
  question: Question,
) => Promise<LedgerAnswerTo<Question>>;

/** After this nobody waits for the answer any more. */
const ANSWERED_WITHIN = '10m';

/**
 * Has a Worker answer a question about the ledger: only Workers know Snowflake. Throws CliError when it cannot, and when
 * the person at the terminal does not wait for it.
 */
export async function askLedger<Question extends LedgerQuestion>(
  temporal: Temporal,
  question: Question,
  output: Output,
): Promise<LedgerAnswerTo<Question>> {
  const { client, taskQueue, startedBy } = temporal;
  if (!(await isPolled(temporal)))
    output.warn(`${noWorkerHint(temporal)} The answer waits for it.`);
  const handle = await client.workflow
    .start<ReadLedger<Question>>(READ_LEDGER, {
      workflowId: `read-ledger-${randomUUID()}`,
      taskQueue,
      args: [question],
      workflowExecutionTimeout: ANSWERED_WITHIN,
      staticSummary: `${question.kind} of the ledger, asked by ${startedBy}`,
    })
    .catch((error: unknown) => {
      throw temporalRefusal(error, 'read the ledger', temporal);
    });
  const detached = new AbortController();
  const stopListening = output.terminal.onInterrupt(() => detached.abort());
  const unwanted = once(detached.signal, 'abort').then(() => null);
  try {
    const answer = await Promise.race([handle.result(), unwanted]);
    if (answer !== null) return answer;
    await handle.cancel();
    throw new CliError(EXIT.DETACHED, 'Not waited for; nothing was changed.');
  } catch (error) {
    if (!(error instanceof WorkflowFailedError)) throw error;
    const { exitCode, type, message, advice } = runFailure(error.cause ?? error);
    const text = `The ledger could not be read. ${type}: ${message}\n${advice}`;
    throw new CliError(exitCode, text, { cause: error });
  } finally {
    stopListening();
  }
}
