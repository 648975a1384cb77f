import type { RunStep } from './warehouse.js';

/** Snowflake's limit for a QUERY_TAG, in characters. */
const MAX_LENGTH = 2000;

/**
 * The QUERY_TAG of every statement of a step: it leads from a row of QUERY_HISTORY to the run in Temporal's Web UI.
 * Throws a RangeError beyond 2000 characters, which Snowflake would refuse.
 */
export function queryTag({ run, step }: RunStep, attempt: number): string {
  const tag = JSON.stringify({
    app: 'ratchet',
    workflowId: run.workflowId,
    runId: run.id,
    model: run.model,
    step,
    attempt,
  });
  if (tag.length > MAX_LENGTH) {
    throw new RangeError(
      `a QUERY_TAG has ${tag.length} characters, at most ${MAX_LENGTH} are allowed`,
    );
  }
  return tag;
}
