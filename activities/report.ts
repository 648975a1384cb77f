import { reportLocation } from '../pipeline/object-names.js';
import type { ReportInput, WrittenReport } from '../pipeline/report.js';
import type { ActivityDependencies } from './activity-dependencies.js';
import { corruptLedger } from './ledger/only-row.js';
import { readReportData } from './reading/report-data.js';
import { uploadMissingTexts } from './stage-files.js';

/**
 * Writes the report on a run that has ended beside its artifact: as HTML, Markdown and JSON. Files that are there stay
 * as they are. Throws LedgerCorrupt when the ledger does not know the run.
 */
export async function writeReport(
  { snowflake }: ActivityDependencies,
  { run }: ReportInput,
): Promise<WrittenReport> {
  const location = reportLocation(run);
  // No statement of a step: the run is over, and what carries its tag would be ended by the next sweep.
  await snowflake.withWarehouse({ run, step: 'maintenance' }, async (warehouse) => {
    const data = await readReportData(warehouse, run.id);
    if (data === null) throw corruptLedger(`run ${run.id}`, 'no row', 'one');
    // Vega takes a second to load: a Worker that writes no report need not wait for it.
    const { renderReport } = await import('../report/render-report.js');
    await uploadMissingTexts(warehouse, await renderReport(data), location);
  });
  return { location };
}
