import { z } from 'zod';

import { evidenceSchema, type Evidence } from '../../pipeline/evidence.js';
import type { Run } from '../../pipeline/run.js';
import { textDigest } from '../content-digest.js';
import type { Warehouse } from '../snowflake/warehouse.js';
import { StepProblem } from '../step-problem.js';
import { onlyRow, rowOrNull } from './only-row.js';
import { selectEvidence, selectLastJudged } from './version-statements.js';

/** What the ledger holds of an evaluation, its text checked against its digest. */
export interface StoredEvidence {
  readonly evidence: Evidence;
  /** sha256 over the text as it stands in the ledger, hex. */
  readonly digest: string;
}

const evidenceRow = z.object({ EVIDENCE: z.string(), EVIDENCE_DIGEST: z.string() });

/** Reads a run's evidence. Throws LedgerCorrupt when it is missing, altered, or not evidence of this run. */
export async function readEvidence(
  warehouse: Warehouse,
  run: Pick<Run, 'id'>,
): Promise<StoredEvidence> {
  const what = `the evidence of run ${run.id}`;
  const row = await onlyRow(warehouse, selectEvidence(run), evidenceRow, what);
  const digest = textDigest(row.EVIDENCE);
  if (digest !== row.EVIDENCE_DIGEST) throw unusable(what, 'its text does not fit its digest');
  const evidence = parse(row.EVIDENCE, what);
  if (evidence.runId !== run.id) throw unusable(what, `it speaks of run ${evidence.runId}`);
  return { evidence, digest };
}

const judgedRow = z.object({ RUN_ID: z.string() });

/** What the model's candidate before this run's was judged on; null when this is the first. */
export async function readLastEvidence(
  warehouse: Warehouse,
  run: Pick<Run, 'id' | 'model'>,
): Promise<Evidence | null> {
  const what = `the last judged run of ${run.model}`;
  const row = await rowOrNull(warehouse, selectLastJudged(run), judgedRow, what);
  return row === null ? null : (await readEvidence(warehouse, { id: row.RUN_ID })).evidence;
}

function parse(text: string, what: string): Evidence {
  try {
    return evidenceSchema.parse(JSON.parse(text));
  } catch (error) {
    if (error instanceof z.ZodError) throw unusable(what, z.prettifyError(error));
    if (error instanceof SyntaxError) throw unusable(what, 'it is not JSON');
    throw error;
  }
}

function unusable(what: string, reason: string): StepProblem {
  return new StepProblem(
    'LedgerCorrupt',
    `The ledger holds ${what}, but ${reason}. Start the run again; nothing was published.`,
  );
}
