import type { Run } from '../../pipeline/run.js';
import type { Warehouse } from '../snowflake/warehouse.js';
import type { LedgerTables } from './ledger-tables.js';
import { openLiveVersion } from './live-statements.js';
import { openRun, type RunCode } from './run-statements.js';

/** Opens the run in the ledger, and makes what is missing of that; what is there already stays. */
export async function openLedger(
  tables: LedgerTables,
  warehouse: Warehouse,
  run: Run,
  code: RunCode,
): Promise<void> {
  await tables.with(warehouse, async () => {
    await warehouse.execute(openRun(run, code));
    await warehouse.execute(openLiveVersion(run.model));
  });
}
