import { ActivityCancellationType, type ActivityOptions } from '@temporalio/workflow';

import { durationMs } from '../pipeline/duration.js';

/**
 * On top of what a step's statements take. The driver retries by itself and cannot be told otherwise: measured on
 * permanent 503s, 201 s for a login and 54 s for a statement; two logins and the cancelling of a statement fit in.
 */
const DRIVER_ALLOWANCE_MS = durationMs('15m');
/** How long a step goes on trying while Snowflake or the network is down. */
const OUTAGE_MS = durationMs('1d');

const EVERY_STEP = {
  // A lost Worker is noticed after this.
  heartbeatTimeout: '30s',
  // A cancelled step answers only when its statement in the warehouse has ended.
  cancellationType: ActivityCancellationType.WAIT_CANCELLATION_COMPLETED,
  // What must not be tried again says so itself, at the error: see activities/snowflake/errors.ts.
  retry: { initialInterval: '1s', backoffCoefficient: 2, maximumInterval: '1m' },
} as const satisfies ActivityOptions;

/** Options of a step whose statements may take `durationMs` in one attempt. */
export function stepOptions(durationMs: number): ActivityOptions {
  const startToCloseTimeout = durationMs + DRIVER_ALLOWANCE_MS;
  const scheduleToCloseTimeout = startToCloseTimeout + OUTAGE_MS;
  return { ...EVERY_STEP, startToCloseTimeout, scheduleToCloseTimeout };
}

/** For staging, features, gate and publication: the loading of large files and of a whole feature table. */
export const WAREHOUSE_STEP = stepOptions(durationMs('2h'));

/** For the last row of a run in the ledger. */
export const RECORD = stepOptions(durationMs('1m'));

/** For the same after a failure, whose cause may stand in the way of the record as well; the failure must not wait for it. */
export const RECORD_OF_FAILURE: ActivityOptions = {
  ...RECORD,
  scheduleToCloseTimeout: durationMs('20m'),
};
