import { setTimeout as pause } from 'node:timers/promises';

import { openConnection, type Connection } from './connection.js';
import { withinMs } from './deadline.js';
import { queryProgress } from './query-status.js';
import { cancelQuery } from './session-statements.js';
import type { SnowflakeConfig } from './snowflake-config.js';

const CONFIRMED_WITHIN_MS = 30_000;
const ASKED_EVERY_MS = 100;

/**
 * Cancels a statement over a connection of its own and waits until it has ended. Throws a SnowflakeError when that is
 * not certain within 30 s: the statement may then still be running.
 */
export async function cancelStatement(config: SnowflakeConfig, queryId: string): Promise<void> {
  const givenUp = new AbortController();
  try {
    const cancellation = cancelOverNewConnection(config, queryId, givenUp.signal);
    await withinMs(CONFIRMED_WITHIN_MS, 'a cancellation', cancellation);
  } finally {
    givenUp.abort();
  }
}

async function cancelOverNewConnection(
  config: SnowflakeConfig,
  queryId: string,
  signal: AbortSignal,
): Promise<void> {
  const connection = await openConnection(config);
  try {
    await connection.execute(cancelQuery(queryId), CONFIRMED_WITHIN_MS);
    await untilEnded(connection, queryId, signal);
  } finally {
    await connection.close();
  }
}

async function untilEnded(
  connection: Connection,
  queryId: string,
  signal: AbortSignal,
): Promise<void> {
  for (;;) {
    const progress = queryProgress(await connection.status(queryId));
    if (progress === 'failed' || progress === 'succeeded') return;
    await pause(ASKED_EVERY_MS, undefined, { signal });
  }
}
