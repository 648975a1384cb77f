import { ActivityCancellationType, type ActivityOptions } from '@temporalio/workflow';

import { durationMs } from '../pipeline/duration.js';

/**
 * On top of what a step's statements take. The driver retries by itself and cannot be told otherwise: measured on
 * permanent 503s, 201 s for a login and 54 s for a statement; two logins and the cancelling of a statement fit in.
 */
const DRIVER_ALLOWANCE_MS = durationMs('15m');

const EVERY_STEP = {
  // A lost Worker is noticed after this; heartbeats come three times as often (activities/snowflake/heartbeats.ts).
  heartbeatTimeout: '10s',
  // A cancelled step answers only when its statement in the warehouse has ended.
  cancellationType: ActivityCancellationType.WAIT_CANCELLATION_COMPLETED,
  // What must not be tried again says so itself, at the error, and so does an outage that has lasted for a day
  // (activities/snowflake/failed-attempts.ts). No time-out bounds all attempts together: a Worker may be away for days.
  retry: {
    initialInterval: '250ms',
    backoffCoefficient: 2,
    maximumInterval: '1m',
    // The SDK's own word for a result beyond 2 MB; worker/failure-interceptor.ts refuses smaller ones before.
    nonRetryableErrorTypes: ['PayloadsTooLarge'],
  },
} satisfies ActivityOptions;

function withinOneAttempt(durationMs: number): ActivityOptions {
  return { ...EVERY_STEP, startToCloseTimeout: durationMs + DRIVER_ALLOWANCE_MS };
}

/** Options of a step whose statements may take `durationMs` in one attempt; another one would take as long. */
export function stepOptions(durationMs: number): ActivityOptions {
  const { retry } = EVERY_STEP;
  const nonRetryableErrorTypes = [...retry.nonRetryableErrorTypes, 'TemporalTimeout:StartToClose'];
  return { ...withinOneAttempt(durationMs), retry: { ...retry, nonRetryableErrorTypes } };
}

/** For staging, features and gate: the loading of large files and of a whole feature table. */
export const WAREHOUSE_STEP = stepOptions(durationMs('2h'));

/** For publication, which has to come to its end once the ledger says that a version is live. */
export const PUBLICATION = withinOneAttempt(durationMs('2h'));

/** For a rollback, which has to come to its end likewise; it calls functions, and makes none but the serving ones. */
export const ROLLBACK = withinOneAttempt(durationMs('1h'));

/** For a row of the ledger. */
export const RECORD = withinOneAttempt(durationMs('1m'));

/**
 * For the same after a failure, whose cause may stand in the way of the record as well; the failure must not wait for
 * it: these attempts are over in a quarter of an hour. Attempts, not a time-out: a Worker may be away for days.
 */
export const RECORD_OF_FAILURE: ActivityOptions = {
  ...RECORD,
  retry: { ...EVERY_STEP.retry, maximumAttempts: 20 },
};

/**
 * For the report, which nothing waits for but the end of the Workflow: a few attempts have to do. Attempts, not a time-out:
 * a Worker may be away for days.
 */
export const REPORT: ActivityOptions = {
  ...withinOneAttempt(durationMs('2m')),
  retry: { ...EVERY_STEP.retry, maximumAttempts: 5 },
};

/** For what somebody waits for: a failure is shown soon, and not tried again for long. */
export const READING: ActivityOptions = {
  ...RECORD,
  retry: { initialInterval: '250ms', backoffCoefficient: 2, maximumAttempts: 5 },
};
