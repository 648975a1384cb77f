import { z } from 'zod';

import type { PastRun } from '../../pipeline/report.js';
import { scoreSchema } from '../../pipeline/score.js';
import { jsonText, wholeNumber } from '../row-columns.js';
import type { Warehouse } from '../snowflake/warehouse.js';
import { isoOfMs } from './epoch-ms.js';
import { selectRunsUpTo } from './report-statements.js';

/** Of evidence of any age only the scores are needed. */
const scored = z.object({ candidate: z.object({ metrics: z.record(z.string(), scoreSchema) }) });

const pastRow = z.object({
  RUN_ID: z.string(),
  STATE: z.string(),
  VERSION: wholeNumber.nullable(),
  STARTED_MS: isoOfMs,
  EVIDENCE: jsonText(scored),
});

/** The last judged runs of a model up to this one, the oldest first. */
export async function readHistory(
  warehouse: Warehouse,
  model: string,
  runId: string,
): Promise<PastRun[]> {
  const { rows } = await warehouse.select(selectRunsUpTo(model, runId), pastRow);
  return rows
    .map(({ RUN_ID, STATE, VERSION, STARTED_MS, EVIDENCE }) => ({
      runId: RUN_ID,
      startedAt: STARTED_MS,
      state: STATE,
      version: VERSION,
      metrics: EVIDENCE.candidate.metrics,
    }))
    .toReversed();
}
