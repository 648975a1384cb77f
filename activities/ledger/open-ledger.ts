import type { Run } from '../../pipeline/run.js';
import type { Warehouse } from '../snowflake/warehouse.js';
import { openRun, type RunCode } from './run-statements.js';
import { createLedgerTable, createStage, LEDGER_TABLES, STAGES } from './table-statements.js';
import { openLiveVersion } from './version-statements.js';

/** Makes what is missing of the ledger and the stages, and opens the run in it; what is there already stays. */
export async function openLedger(warehouse: Warehouse, run: Run, code: RunCode): Promise<void> {
  for (const table of LEDGER_TABLES) await warehouse.execute(createLedgerTable(table));
  for (const stage of STAGES) await warehouse.execute(createStage(stage));
  await warehouse.execute(openRun(run, code));
  await warehouse.execute(openLiveVersion(run.model));
}
