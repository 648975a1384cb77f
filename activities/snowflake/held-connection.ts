import { setTimeout as pause } from 'node:timers/promises';

import type { ConnectionHolder } from './connection-holder.js';
import type { Connection } from './connection.js';
import { SnowflakeConnectionError, SnowflakeError } from './errors.js';
import { jittered } from './jitter.js';
import { untilAborted } from './until-aborted.js';

/** With the growing pauses a quarter of a minute; then the Activity's own retry is the better place to wait. */
const MAX_LOST_ANSWERS = 6;
const MAX_PAUSE_MS = 10_000;
const HTTP_FAILURE = '401002';

/** Whether an answer got lost on its way, as opposed to an answer that says no. Snowflake says no with a code. */
export function isLostAnswer(error: unknown): boolean {
  if (!(error instanceof SnowflakeError) || error.reaction === 'permanent') return false;
  if (error instanceof SnowflakeConnectionError || error.code === HTTP_FAILURE) return true;
  return error.code === null && error.reaction === 'unknown';
}

/** The connection that one Activity uses; another one takes its place when its session is lost. */
export class HeldConnection {
  readonly #holder: ConnectionHolder;
  #connection: Connection | null = null;

  constructor(holder: ConnectionHolder) {
    this.#holder = holder;
  }

  /** Makes sure that there is a connection, so that what fails next is not the login. */
  async open(): Promise<Connection> {
    this.#connection ??= await this.#holder.borrow();
    return this.#connection;
  }

  /** Does something once. A connection that may have lost its session is not used again. */
  async use<Result>(work: (connection: Connection) => Promise<Result>): Promise<Result> {
    const connection = await this.open();
    try {
      return await work(connection);
    } catch (error) {
      if (error instanceof SnowflakeConnectionError) await this.#drop(connection);
      throw error;
    }
  }

  /**
   * Asks something that may be asked again, until there is an answer; over new connections if need be. An answer that
   * comes after the signal's abortion is not waited for.
   */
  async ask<Answer>(
    question: (connection: Connection) => Promise<Answer>,
    signal: AbortSignal,
  ): Promise<Answer> {
    for (let lost = 1; ; lost += 1) {
      try {
        return await untilAborted(this.use(question), signal);
      } catch (error) {
        if (!isLostAnswer(error) || lost === MAX_LOST_ANSWERS) throw error;
      }
      await pause(jittered(Math.min(250 * 2 ** lost, MAX_PAUSE_MS)), undefined, { signal });
    }
  }

  /** Never to be used again: its session may be in any state. */
  async discard(): Promise<void> {
    if (this.#connection !== null) await this.#drop(this.#connection);
  }

  async release(): Promise<void> {
    const connection = this.#connection;
    this.#connection = null;
    if (connection !== null) await this.#holder.giveBack(connection);
  }

  async #drop(connection: Connection): Promise<void> {
    if (this.#connection === connection) this.#connection = null;
    await connection.close();
  }
}
