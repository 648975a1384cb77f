import type { RunEnd } from '../pipeline/outcome.js';
import type { ActivityDependencies } from './activity-dependencies.js';
import { cleanUpRun } from './clean-up/clean-up-run.js';
import { closeRun } from './ledger/run-statements.js';
import { createLedgerTable } from './ledger/table-statements.js';

/**
 * Closes the run's row in the ledger and removes what the run made for itself alone. The first end that is written
 * stands; writing it again changes nothing.
 */
export async function recordOutcome(
  { snowflake }: ActivityDependencies,
  end: RunEnd,
): Promise<void> {
  await snowflake.withWarehouse(end, async (warehouse) => {
    // A run can fail before it made the ledger.
    await warehouse.execute(createLedgerTable('RUNS'));
    await warehouse.execute(closeRun(end));
    await cleanUpRun(warehouse, end);
  });
}
