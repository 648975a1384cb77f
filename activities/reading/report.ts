import type { LedgerQuestionOf, ReportAnswer } from '../../pipeline/ledger-reading.js';
import type { Warehouse } from '../snowflake/warehouse.js';
import { readReportData } from './report-data.js';

/** All that the ledger knows for a report on a run. */
export async function readReport(
  warehouse: Warehouse,
  { runId }: LedgerQuestionOf<'report'>,
): Promise<ReportAnswer> {
  return { kind: 'report', report: await readReportData(warehouse, runId) };
}
