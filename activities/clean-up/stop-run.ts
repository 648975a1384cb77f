import { log } from '@temporalio/activity';

import type { StoppedStatement } from '../../pipeline/maintenance.js';
import { SnowflakeError } from '../snowflake/errors.js';
import { findTagged } from '../snowflake/find-tagged.js';
import { mayRun } from '../snowflake/query-status.js';
import type { TaggedStatement } from '../snowflake/tagged-statements.js';
import type { Warehouse } from '../snowflake/warehouse.js';

/** What runs is in the history whatever the time range; this is for clocks that differ. */
const LOOKED_BACK_MS = 10 * 60_000;

/** What became of the statements that were to end. */
export interface Stopping {
  readonly stopped: readonly StoppedStatement[];
  /** Of which it is not certain that they have ended, and why. */
  readonly unconfirmed: readonly UnconfirmedStatement[];
}

interface UnconfirmedStatement extends StoppedStatement {
  readonly error: SnowflakeError;
}

/**
 * Ends every statement of a run, whichever Worker sent it, and looks again until there is none. Throws the SnowflakeError
 * of the first whose end is not certain within 30 s, after all have been asked to end.
 */
export async function stopRun(
  warehouse: Warehouse,
  runId: string,
): Promise<readonly StoppedStatement[]> {
  const stopped: StoppedStatement[] = [];
  for (;;) {
    const running = await findRunning(warehouse, runId);
    const known = new Set(stopped.map(({ queryId }) => queryId));
    // The history lags behind: it may still show as running what has ended.
    const left = running.filter(({ queryId }) => !known.has(queryId));
    if (left.length === 0) return stopped;
    const stopping = await stopAll(warehouse, left);
    const [unconfirmed] = stopping.unconfirmed;
    if (unconfirmed !== undefined) throw unconfirmed.error;
    stopped.push(...stopping.stopped);
  }
}

/** The statements of steps that may be running, of one run or of all; those of maintenance are nobody's to end. */
export async function findRunning(
  warehouse: Warehouse,
  runId?: string,
): Promise<readonly TaggedStatement[]> {
  const since = new Date(Date.now() - LOOKED_BACK_MS);
  const tagged = await findTagged(warehouse, runId === undefined ? { since } : { since, runId });
  return tagged.filter(({ status, tag }) => mayRun(status) && tag.step !== 'maintenance');
}

/** Ends statements, all at once, and confirms each; what is not confirmed is logged and told. */
export async function stopAll(
  warehouse: Warehouse,
  statements: readonly TaggedStatement[],
): Promise<Stopping> {
  const ends = await Promise.all(statements.map((statement) => stop(warehouse, statement)));
  return {
    stopped: ends.filter((end) => !('error' in end)),
    unconfirmed: ends.filter((end) => 'error' in end),
  };
}

async function stop(
  warehouse: Warehouse,
  { queryId, tag }: TaggedStatement,
): Promise<StoppedStatement | UnconfirmedStatement> {
  const statement = { runId: tag.runId, model: tag.model, step: tag.step, queryId };
  try {
    await warehouse.cancel(queryId);
    log.info('Stopped a statement of a run that is over', statement);
    return statement;
  } catch (error) {
    if (!(error instanceof SnowflakeError)) throw error;
    const message = 'A statement of a run that is over may still be running';
    log.error(message, { ...statement, reason: error.message });
    return { ...statement, error };
  }
}
