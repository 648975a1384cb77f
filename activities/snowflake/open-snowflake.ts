import { Context } from '@temporalio/activity';

import { ActivityWarehouse } from './activity-warehouse.js';
import { ConnectionHolder } from './connection-holder.js';
import { configureDriver, type DriverLogger } from './driver.js';
import { SnowflakeError } from './errors.js';
import { FailedAttempts } from './failed-attempts.js';
import { readHeartbeatDetails } from './heartbeat-details.js';
import { HeldConnection } from './held-connection.js';
import { Heartbeats } from './heartbeats.js';
import { queryTag } from './query-tag.js';
import { SentStatements } from './sent-statements.js';
import type { SnowflakeConfig } from './snowflake-config.js';
import { StatementRunner } from './statement-runner.js';
import type { RunStep, Snowflake, Warehouse } from './warehouse.js';

/** Snowflake for the Activities of one Worker. */
export interface OpenSnowflake extends Snowflake {
  /** Closes the connections. Statements that are running stay so. */
  close(): Promise<void>;
}

/** Nothing is sent before the first Activity asks for a session. */
export function openSnowflake(config: SnowflakeConfig, logger?: DriverLogger): OpenSnowflake {
  configureDriver(logger);
  const holder = new ConnectionHolder(config);
  return {
    withWarehouse: (runStep, work) => withWarehouse(holder, runStep, work),
    close: () => holder.close(),
  };
}

async function withWarehouse<Result>(
  holder: ConnectionHolder,
  runStep: RunStep,
  work: (warehouse: Warehouse) => Promise<Result>,
): Promise<Result> {
  const { config } = holder;
  const context = Context.current();
  const earlier = readHeartbeatDetails(context.info.heartbeatDetails);
  const sent = new SentStatements(earlier);
  const failed = new FailedAttempts(earlier);
  const heartbeats = new Heartbeats(context, () => ({
    statements: sent.details(),
    ...failed.details(),
  }));
  const connection = new HeldConnection(holder);
  const runner = new StatementRunner({ config, context, connection, sent, heartbeats });
  const tag = (statement?: string): string => queryTag(runStep, context.info.attempt, statement);
  try {
    return await work(new ActivityWarehouse({ config, tag, connection, runner, context }));
  } catch (error) {
    if (error instanceof SnowflakeError) failed.add(error, Date.now());
    // What is sent right before the end of a failed attempt still reaches the next one.
    heartbeats.beat();
    throw error;
  } finally {
    heartbeats.stop();
    await connection.release();
  }
}
