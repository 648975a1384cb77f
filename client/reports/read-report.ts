import { z } from 'zod';

import { isUnjudged, reportDataSchema, type ReportData } from '../../pipeline/report.js';
import type { Temporal } from '../connect.js';
import { CliError, EXIT } from '../exit-codes.js';
import { askLedger } from '../ledger/ask-ledger.js';
import { judgedRuns, notJudged } from '../ledger/judged-runs.js';
import type { Output } from '../output.js';
import { findRun } from '../runs/find-runs.js';

/**
 * What the ledger knows for a report on the run that a person means: by a run id, a Workflow Id or a model's name (its last
 * judged one, or else its last one). Throws CliError when there is none, when it came to no verdict for no reason that is
 * on record, as one that goes on, and when the Worker is of a version that tells something else.
 */
export async function readReport(
  temporal: Temporal,
  reference: string,
  output: Output,
): Promise<ReportData> {
  const [judged] = await judgedRuns(temporal, { run: reference }, 1, output);
  const { runId } = judged ?? (await findRun(temporal, reference));
  const { report } = await askLedger(temporal, { kind: 'report', runId }, output);
  if (report === null) {
    throw new CliError(EXIT.SERVICE, `The ledger knows run ${runId} no more.`);
  }
  const read = reportDataSchema.safeParse(report);
  if (!read.success) {
    throw new CliError(
      EXIT.SERVICE,
      `The Worker tells of run ${runId} what this version of Ratchet cannot read: ${z.prettifyError(read.error)}. Use the version of the Worker.`,
    );
  }
  const { endedAt, reasons } = read.data.run;
  const isUnexplained = endedAt === null || reasons.length === 0;
  if (isUnjudged(read.data) && isUnexplained) throw notJudged(runId, reference);
  return read.data;
}
