/** What to make of a statement's status. */
export type QueryProgress = 'running' | 'succeeded' | 'failed' | 'unknown';

/**
 * Ours, not the driver's: it takes BLOCKED (waiting for a lock), ABORTING and DISCONNECTED for failures and knows
 * neither RESTARTED nor the rightly spelled QUEUED_REPAIRING_WAREHOUSE; each would have a training sent twice.
 */
const PROGRESS: Readonly<Record<string, QueryProgress>> = {
  RUNNING: 'running',
  QUEUED: 'running',
  RESUMING_WAREHOUSE: 'running',
  BLOCKED: 'running',
  RESTARTED: 'running',
  QUEUED_REPAIRING_WAREHOUSE: 'running',
  QUEUED_REPARING_WAREHOUSE: 'running',
  ABORTING: 'running',
  SUCCESS: 'succeeded',
  FAILED_WITH_ERROR: 'failed',
  FAILED_WITH_INCIDENT: 'failed',
  ABORTED: 'failed',
  // Not known yet, or no longer: bounded by whoever waits.
  NO_DATA: 'unknown',
  NO_QUERY_DATA: 'unknown',
  DISCONNECTED: 'unknown',
};

/** Reads a status of `getQueryStatus`; one that nobody has heard of is `unknown`, never a failure. */
export function queryProgress(status: string): QueryProgress {
  return (Object.hasOwn(PROGRESS, status) ? PROGRESS[status] : undefined) ?? 'unknown';
}

/** Whether a statement of this status may have an effect yet. */
export function mayRun(status: string): boolean {
  const progress = queryProgress(status);
  return progress === 'running' || progress === 'unknown';
}

const NOT_LISTED_YET_MS = 30_000;
const DISCONNECTED_MS = 5 * 60_000;

/** For how long a statement may have an `unknown` status before its result has to tell what became of it. */
export function patienceMs(status: string): number {
  return status === 'NO_DATA' || status === 'NO_QUERY_DATA' ? NOT_LISTED_YET_MS : DISCONNECTED_MS;
}
