import type { Maintenance } from '../pipeline/maintenance.js';
import { maintenanceLines } from '../pipeline/maintenance-lines.js';
import { markdownTable } from './markdown-table.js';

/** The Web UI carries all of it in a URL, which proxies cut at a few kilobytes. */
const SHOWN_LINES = 10;
const SHOWN_LENGTH = 160;

/** What a maintenance did, as the Web UI's page "User Metadata" shows it. */
export function maintenanceDetails(maintenance: Maintenance): string {
  const lines = maintenanceLines(maintenance);
  if (lines.length === 0) return 'Nothing was to be done: every model serves what the ledger says.';
  const shown = lines.slice(0, SHOWN_LINES);
  const table = markdownTable(
    ['', 'model', 'what'],
    shown.map(({ what, model, text }) => [what, model, shortened(text)]),
  );
  const hidden = lines.length - shown.length;
  return hidden === 0 ? table : `${table}\n\nAnd ${hidden} more, in the result of this Workflow.`;
}

function shortened(text: string): string {
  return text.length > SHOWN_LENGTH ? `${text.slice(0, SHOWN_LENGTH)}…` : text;
}
