import { z } from 'zod';

import { reportDataSchema, type ReportData } from '../../pipeline/report.js';
import type { Temporal } from '../connect.js';
import { CliError, EXIT } from '../exit-codes.js';
import { askLedger } from '../ledger/ask-ledger.js';
import { judgedRun } from '../ledger/judged-runs.js';
import type { Output } from '../output.js';

/**
 * What the ledger knows for a report on the judged run that a person means: by a run id, a Workflow Id or a model's name
 * (its last one). Throws CliError when there is none, and when the Worker is of a version that tells something else.
 */
export async function readReport(
  temporal: Temporal,
  reference: string,
  output: Output,
): Promise<ReportData> {
  const { runId } = await judgedRun(temporal, reference, output);
  const { report } = await askLedger(temporal, { kind: 'report', runId }, output);
  if (report === null) {
    throw new CliError(EXIT.SERVICE, `The ledger knows run ${runId} no more.`);
  }
  const read = reportDataSchema.safeParse(report);
  if (read.success) return read.data;
  throw new CliError(
    EXIT.SERVICE,
    `The Worker tells of run ${runId} what this version of Ratchet cannot read: ${z.prettifyError(read.error)}. Use the version of the Worker.`,
  );
}
