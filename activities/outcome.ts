import type { RunEnd } from '../pipeline/outcome.js';
import type { ActivityDependencies } from './activity-dependencies.js';
import { cleanUpRun } from './clean-up/clean-up-run.js';
import { stopRun } from './clean-up/stop-run.js';
import { createLedger } from './ledger/ledger-tables.js';
import { closeRun } from './ledger/run-statements.js';
import type { Warehouse } from './snowflake/warehouse.js';

/** Ends before which a step may have been left to itself, with a statement that runs on. */
const LEAVES_STATEMENTS: readonly RunEnd['state'][] = ['FAILED', 'CANCELLED'];

/**
 * Closes the run's row in the ledger, ends what it left running, and removes what it made for itself alone. The first end
 * that is written stands; writing it again changes nothing. From the closed row on nothing of the run counts, so what is
 * not seen here cannot do harm. Throws, to be tried again, while a statement is not certain to have ended. What cannot be
 * removed stays: the run is over all the same.
 */
export async function recordOutcome(
  { snowflake }: ActivityDependencies,
  end: RunEnd,
): Promise<void> {
  // No statement of the step itself: those are ended here.
  const runStep = { run: end.run, step: 'maintenance' } as const;
  await snowflake.withWarehouse(runStep, async (warehouse) => {
    if (LEAVES_STATEMENTS.includes(end.state)) await closeAndStop(warehouse, end);
    else await warehouse.execute(closeRun(end));
    await cleanUpRun(warehouse, end);
  });
}

async function closeAndStop(warehouse: Warehouse, end: RunEnd): Promise<void> {
  // A run can fail before it made the ledger, and because somebody dropped a table of it.
  await createLedger(warehouse);
  await warehouse.execute(closeRun(end));
  await stopRun(warehouse, end.run.id);
}
