import type { Maintenance } from '../../pipeline/maintenance.js';
import { maintenanceLines, type MaintenanceLine } from '../../pipeline/maintenance-lines.js';
import type { Colors } from '../output.js';
import { plainTable } from './table.js';

/** One line for each thing that maintenance did or could not do. */
export function maintenanceView(maintenance: Maintenance, colors: Colors): string {
  const lines = maintenanceLines(maintenance);
  if (lines.length === 0) {
    return `${colors.green('✔')} Nothing to do: every model serves what the ledger says.`;
  }
  const table = plainTable(
    ['', 'model', 'what'].map((name) => colors.dim(name)),
    lines.map(({ what, model, text }) => [inColor(what, colors), model, text]),
  );
  return maintenance.swept.isComplete
    ? table
    : `${table}\n\nThere is more of the same: the next maintenance goes on, npx ratchet maintenance run.`;
}

function inColor(what: MaintenanceLine['what'], colors: Colors): string {
  if (what === 'problem') return colors.red(what);
  return what === 'kept' ? colors.yellow(what) : colors.green(what);
}
