import { z } from 'zod';

import { STEPS } from '../../pipeline/step.js';
import type { RunStep } from './warehouse.js';

/** Snowflake's limit for a QUERY_TAG, in characters. */
const MAX_LENGTH = 2000;

const tagSchema = z.object({
  app: z.literal('ratchet'),
  workflowId: z.string(),
  runId: z.string(),
  model: z.string(),
  step: z.enum([...STEPS, 'maintenance']),
  attempt: z.number(),
  candidate: z.string().optional(),
  statement: z.string().optional(),
});

/** What the QUERY_TAG of a statement says about it. `statement` is its `resumeAs`. */
export type QueryTag = Readonly<z.output<typeof tagSchema>>;

/**
 * The QUERY_TAG of a statement of a step: it leads from a row of QUERY_HISTORY to the run in Temporal's Web UI, and from
 * a run to its statements. Throws a RangeError beyond 2000 characters, which Snowflake would refuse.
 */
export function queryTag(
  { run, step, candidate }: RunStep,
  attempt: number,
  statement?: string,
): string {
  const tag = JSON.stringify({
    app: 'ratchet',
    workflowId: run.workflowId,
    runId: run.id,
    model: run.model,
    step,
    attempt,
    ...(candidate === undefined ? {} : { candidate }),
    ...(statement === undefined ? {} : { statement }),
  } satisfies QueryTag);
  if (tag.length > MAX_LENGTH) {
    throw new RangeError(
      `a QUERY_TAG has ${tag.length} characters, at most ${MAX_LENGTH} are allowed`,
    );
  }
  return tag;
}

/** Reads a QUERY_TAG; null for one that is not Ratchet's. Anyone may have written it: it proves nothing by itself. */
export function readQueryTag(text: string): QueryTag | null {
  try {
    return tagSchema.safeParse(JSON.parse(text)).data ?? null;
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}
