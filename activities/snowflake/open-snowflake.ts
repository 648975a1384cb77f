import { Context } from '@temporalio/activity';

import { ActivityWarehouse } from './activity-warehouse.js';
import { ConnectionHolder } from './connection-holder.js';
import { configureDriver, type DriverLogger } from './driver.js';
import { SnowflakeError } from './errors.js';
import { FailedAttempts } from './failed-attempts.js';
import { readHeartbeatDetails } from './heartbeat-details.js';
import { HeldConnection } from './held-connection.js';
import { Heartbeats } from './heartbeats.js';
import { SentStatements } from './sent-statements.js';
import type { SnowflakeConfig } from './snowflake-config.js';
import { StatementRequests } from './statement-requests.js';
import { StatementRunner } from './statement-runner.js';
import type { RunStep, Snowflake, Warehouse } from './warehouse.js';

/** Snowflake for the Activities of one Worker. */
export interface OpenSnowflake extends Snowflake {
  /** Closes the connections. Statements that are running stay so. */
  close(): Promise<void>;
}

/** What is not about how to log in. */
export interface SnowflakeOptions {
  readonly logger?: DriverLogger;
  /**
   * How long a statement may be in Snowflake before the query history shows it; 30 s if not given. Only after that is a
   * statement whose answer was lost, and which the history does not show, sent again.
   */
  readonly historyLagMs?: number;
}

/** Nobody promises how fast the history is. */
const HISTORY_LAG_MS = 30_000;

/** Nothing is sent before the first Activity asks for a session. */
export function openSnowflake(
  config: SnowflakeConfig,
  { logger, historyLagMs = HISTORY_LAG_MS }: SnowflakeOptions = {},
): OpenSnowflake {
  configureDriver(logger);
  const holder = new ConnectionHolder(config);
  return {
    withWarehouse: (runStep, work) => withWarehouse(holder, historyLagMs, runStep, work),
    close: () => holder.close(),
  };
}

async function withWarehouse<Result>(
  holder: ConnectionHolder,
  historyLagMs: number,
  runStep: RunStep,
  work: (warehouse: Warehouse) => Promise<Result>,
): Promise<Result> {
  const context = Context.current();
  const earlier = readHeartbeatDetails(context.info.heartbeatDetails);
  const sent = new SentStatements(earlier, context.info.attempt);
  const failed = new FailedAttempts(earlier);
  const heartbeats = new Heartbeats(context, () => ({ ...sent.details(), ...failed.details() }));
  const connection = new HeldConnection(holder);
  const requests = new StatementRequests(runStep, context.info);
  const parts = { holder, context, runStep, connection, sent, heartbeats, requests, historyLagMs };
  const runner = new StatementRunner(parts);
  try {
    return await work(new ActivityWarehouse({ holder, connection, runner, context }));
  } catch (error) {
    if (error instanceof SnowflakeError) failed.add(error, Date.now());
    sent.end();
    // What is sent right before the end of a failed attempt still reaches the next one.
    heartbeats.beat();
    throw error;
  } finally {
    heartbeats.stop();
    // After a cancellation an answer that nobody waits for may still be on its way.
    await (context.cancellationSignal.aborted ? connection.discard() : connection.release());
  }
}
