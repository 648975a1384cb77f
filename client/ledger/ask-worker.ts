import { WorkflowFailedError, type Workflow, type WorkflowResultType } from '@temporalio/client';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';

import type { Temporal } from '../connect.js';
import { CliError, EXIT } from '../exit-codes.js';
import type { Output } from '../output.js';
import { workflowFailure } from '../runs/run-failure.js';
import { isPolled, noWorkerHint } from '../task-queue.js';
import { temporalRefusal } from '../temporal-refusal.js';

/** After this nobody waits for the answer any more. */
const ANSWERED_WITHIN = '10m';

/** A Workflow that answers and changes nothing. */
export interface Asked<W extends Workflow> {
  readonly workflowType: string;
  /** What its Workflow Id begins with. */
  readonly idPrefix: string;
  readonly args: Parameters<W>;
  /** For the Web UI. */
  readonly summary: string;
  /** What could not be done, for the message that says so: `read the ledger`. */
  readonly what: string;
}

/**
 * Has a Worker answer what only Workers know. Throws CliError when it cannot, and when the person at the terminal does not
 * wait for it.
 */
export async function askWorker<W extends Workflow>(
  temporal: Temporal,
  { workflowType, idPrefix, args, summary, what }: Asked<W>,
  output: Output,
): Promise<WorkflowResultType<W>> {
  const { client, taskQueue } = temporal;
  if (!(await isPolled(temporal)))
    output.warn(`${noWorkerHint(temporal)} The answer waits for it.`);
  const handle = await client.workflow
    .start<Workflow>(workflowType, {
      workflowId: `${idPrefix}-${randomUUID()}`,
      taskQueue,
      args,
      workflowExecutionTimeout: ANSWERED_WITHIN,
      staticSummary: summary,
    })
    .catch((error: unknown) => {
      throw temporalRefusal(error, what, temporal);
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
    throw workflowFailure(error, `Could not ${what}.`);
  } finally {
    stopListening();
  }
}
