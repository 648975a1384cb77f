import { mkdir, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';

import type { ReportData } from '../../pipeline/report.js';

/** Where reports go unless somebody says otherwise, below the folder that the command is run in. */
const REPORTS_FOLDER = 'ratchet-reports';

/**
 * Renders a report into `folder`, by default one of the run's own, in the place of what is there. Returns the whole path of
 * its page.
 */
export async function writeFiles(data: ReportData, folder?: string): Promise<string> {
  // Vega takes a second to load: no other command need wait for it.
  const { renderReport } = await import('../../report/render-report.js');
  const { model, runId } = data.run;
  const place = resolve(folder ?? join(REPORTS_FOLDER, model, runId));
  await mkdir(place, { recursive: true });
  for (const [name, text] of Object.entries(await renderReport(data))) {
    await writeFile(join(place, name), text);
  }
  return join(place, 'report.html');
}
