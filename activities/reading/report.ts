import type { LedgerQuestionOf, ReportAnswer } from '../../pipeline/ledger-reading.js';
import type { Warehouse } from '../snowflake/warehouse.js';
import { readJudgedRuns } from './judged-runs.js';

/** All that the ledger knows for a report on a run. */
export async function readReport(
  warehouse: Warehouse,
  { runId }: LedgerQuestionOf<'report'>,
): Promise<ReportAnswer> {
  const of = { run: runId };
  const { runs } = await readJudgedRuns(warehouse, { kind: 'decisions', of, last: 1, offset: 0 });
  const [run] = runs;
  return { kind: 'report', report: run === undefined ? null : JSON.stringify({ run }) };
}
