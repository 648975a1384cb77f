import { setTimeout as pause } from 'node:timers/promises';

import type { ConnectionHolder } from './connection-holder.js';
import type { Connection } from './connection.js';
import { withinMs } from './deadline.js';
import { SnowflakeConnectionError, SnowflakeError } from './errors.js';
import { queryProgress } from './query-status.js';
import { cancelQuery } from './session-statements.js';

const CONFIRMED_WITHIN_MS = 30_000;
/** Some tries fit in: one call that hangs must not take all the time. */
const ANSWER_WITHIN_MS = 7_000;
const FIRST_PAUSE_MS = 100;
const MAX_PAUSE_MS = 2_000;
const NOT_EXECUTING = '000605';

/**
 * Cancels a statement over a connection of its own and waits until it has ended; calls that fail are made again. Throws a
 * SnowflakeError when its end is not certain within 30 s: the statement may then still be running.
 */
export async function cancelStatement(holder: ConnectionHolder, queryId: string): Promise<void> {
  const givenUp = new AbortController();
  const cancellation = new Cancellation(holder, queryId, givenUp.signal);
  try {
    const ended = cancellation.untilEnded();
    await withinMs(CONFIRMED_WITHIN_MS, 'a cancellation', ended, queryId);
  } catch (error) {
    throw isFinal(error) ? error : unconfirmed(queryId, cancellation.lastError);
  } finally {
    givenUp.abort();
    await cancellation.close();
  }
}

/** Whether trying again would not help. */
function isFinal(error: unknown): boolean {
  return !(error instanceof SnowflakeError) || error.reaction === 'permanent';
}

function unconfirmed(queryId: string, lastError: SnowflakeError | null): SnowflakeConnectionError {
  const reason = lastError === null ? '' : `: ${lastError.message}`;
  return new SnowflakeConnectionError(
    `a cancelled statement has not ended within ${CONFIRMED_WITHIN_MS / 1000} s${reason}`,
    { reaction: 'unknown', code: lastError?.code ?? null, sqlState: null, queryId },
  );
}

/** The tries to end one statement. */
class Cancellation {
  readonly #holder: ConnectionHolder;
  readonly #queryId: string;
  readonly #signal: AbortSignal;
  #connection: Connection | null = null;
  #lastError: SnowflakeError | null = null;

  constructor(holder: ConnectionHolder, queryId: string, signal: AbortSignal) {
    this.#holder = holder;
    this.#queryId = queryId;
    this.#signal = signal;
  }

  /** What stood in the way of the last try, if anything did. */
  get lastError(): SnowflakeError | null {
    return this.#lastError;
  }

  async untilEnded(): Promise<void> {
    for (let pauseMs = FIRST_PAUSE_MS; ; pauseMs = Math.min(pauseMs * 1.5, MAX_PAUSE_MS)) {
      try {
        if (await this.#hasEnded()) return;
        this.#lastError = null;
      } catch (error) {
        if (!(error instanceof SnowflakeError) || isFinal(error)) throw error;
        this.#lastError = error;
        if (error instanceof SnowflakeConnectionError) await this.close();
      }
      await pause(pauseMs, undefined, { signal: this.#signal });
    }
  }

  async close(): Promise<void> {
    const connection = this.#connection;
    this.#connection = null;
    await connection?.close();
  }

  /** Asks for its end each time: the statement may have come only now, or the first call may have been lost. */
  async #hasEnded(): Promise<boolean> {
    this.#connection ??= await this.#holder.open(ANSWER_WITHIN_MS);
    const isRunning = await this.#ask(this.#connection);
    const status = await this.#connection.status(this.#queryId);
    const progress = queryProgress(status);
    return (
      progress === 'succeeded' || progress === 'failed' || (!isRunning && progress === 'unknown')
    );
  }

  /** Returns whether there was something to end. */
  async #ask(connection: Connection): Promise<boolean> {
    try {
      const { rows } = await connection.execute(cancelQuery(this.#queryId), ANSWER_WITHIN_MS);
      return !Object.values(rows[0] ?? {}).some((answer) =>
        answer?.includes('not currently executing'),
      );
    } catch (error) {
      if (error instanceof SnowflakeError && error.code === NOT_EXECUTING) return false;
      throw error;
    }
  }
}
