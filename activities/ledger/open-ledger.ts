import type { Run } from '../../pipeline/run.js';
import type { Warehouse } from '../snowflake/warehouse.js';
import { openRun, type RunCode } from './run-statements.js';
import { openLiveVersion } from './live-statements.js';
import {
  addCandidate,
  addServingFunction,
  addTask,
  createLedgerTable,
  createStage,
  fillServingFunction,
  LEDGER_TABLES,
  STAGES,
} from './table-statements.js';

/** Makes what is missing of the ledger and the stages, and opens the run in it; what is there already stays. */
export async function openLedger(warehouse: Warehouse, run: Run, code: RunCode): Promise<void> {
  await createLedger(warehouse);
  for (const stage of STAGES) await warehouse.execute(createStage(stage));
  await warehouse.execute(openRun(run, code));
  await warehouse.execute(openLiveVersion(run.model));
}

/** Makes what is missing of the ledger's tables, and brings those of an earlier Ratchet up to date. */
export async function createLedger(warehouse: Warehouse): Promise<void> {
  for (const table of LEDGER_TABLES) await warehouse.execute(createLedgerTable(table));
  await warehouse.execute(addServingFunction());
  await warehouse.execute(fillServingFunction());
  await warehouse.execute(addTask());
  await warehouse.execute(addCandidate());
}
