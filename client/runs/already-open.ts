import type { Temporal } from '../connect.js';
import { CliError, EXIT } from '../exit-codes.js';
import { runReference } from './run-reference.js';

/** What to say when nothing was started because a Workflow of that id is open: since when, and what can be done. */
export async function alreadyOpen(
  temporal: Temporal,
  open: {
    /** Begins a sentence, for example `A run`. */
    readonly what: string;
    readonly model: string;
    readonly workflowId: string;
  },
  cause: Error,
): Promise<CliError> {
  const { what, model, workflowId } = open;
  const { runId, startTime } = await temporal.client.workflow.getHandle(workflowId).describe();
  const { url } = runReference(temporal, { model, workflowId, runId });
  const message = [
    `${what} of ${model} is open since ${startTime.toISOString()}; nothing was started.`,
    ...(url === null ? [] : [`  See it:     ${url}`]),
    `  Follow it:  npx ratchet status ${model} --follow`,
    `  End it:     npx ratchet cancel ${model}`,
  ].join('\n');
  return new CliError(EXIT.SERVICE, message, { cause });
}
