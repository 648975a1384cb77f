import { log } from '@temporalio/activity';

import type { RunEnd } from '../pipeline/outcome.js';
import type { ActivityDependencies } from './activity-dependencies.js';
import { cleanUpRun } from './clean-up/clean-up-run.js';
import { closeRun } from './ledger/run-statements.js';
import { createLedgerTable } from './ledger/table-statements.js';
import { SnowflakeError } from './snowflake/errors.js';
import type { Warehouse } from './snowflake/warehouse.js';

/**
 * Closes the run's row in the ledger and removes what the run made for itself alone. The first end that is written
 * stands; writing it again changes nothing. What cannot be removed stays: the run is over all the same.
 */
export async function recordOutcome(
  { snowflake }: ActivityDependencies,
  end: RunEnd,
): Promise<void> {
  await snowflake.withWarehouse(end, async (warehouse) => {
    // A run can fail before it made the ledger.
    await warehouse.execute(createLedgerTable('RUNS'));
    await warehouse.execute(closeRun(end));
    await cleanUp(warehouse, end);
  });
}

async function cleanUp(warehouse: Warehouse, end: RunEnd): Promise<void> {
  try {
    await cleanUpRun(warehouse, end);
  } catch (error) {
    const isFinal = error instanceof SnowflakeError && error.reaction === 'permanent';
    if (!isFinal) throw error;
    const { message, queryId } = error;
    log.warn('Objects of a run that ended stay behind', { reason: message, queryId });
  }
}
