import { setTimeout as pause } from 'node:timers/promises';

import { openConnection, type Connection } from './connection.js';
import { withinMs } from './deadline.js';
import { SnowflakeAuthenticationError } from './errors.js';
import type { SnowflakeConfig } from './snowflake-config.js';

/** Snowflake locks a user after a few refusals; within this time the same login is not tried again. */
const LOCKING_FOR_MS = 5 * 60_000;
const LOCKING_CODES: readonly (string | null)[] = ['390100', '390101', '390102'];
/** Any other refusal is shared by the Activities that meet it together, and a remedy is soon seen. */
const REFUSED_FOR_MS = 10_000;
/** A login without an answer for so long keeps nobody waiting: what it waits for is seldom a refusal. */
const WAITED_FOR_MS = 10_000;

/**
 * The logins of a Worker, whose Activities all use the same credentials, which may be taken back at any time: one is made
 * before any others, and after a refusal none for a while, whoever asks.
 */
export class Logins {
  readonly #config: SnowflakeConfig;
  #refusalsInARow = 0;
  /** Whether the login is accepted that goes before others; null when none is under way. */
  #first: Promise<boolean> | null = null;
  #refusal: { readonly error: SnowflakeAuthenticationError; readonly untilMs: number } | null =
    null;

  constructor(config: SnowflakeConfig) {
    this.#config = config;
  }

  /**
   * Opens a session: those who ask while one is being opened do so together, once Snowflake has accepted it. Throws a
   * SnowflakeError, which may be one that an earlier login met. Neither the waiting nor a part of the login takes longer
   * than `ms`.
   */
  async logIn(ms?: number): Promise<Connection> {
    while (this.#first !== null) {
      if (await waited(this.#first, ms)) return this.#open(ms);
    }
    const login = this.#open(ms);
    this.#first = this.#isAccepted(login);
    return login;
  }

  async #isAccepted(login: Promise<Connection>): Promise<boolean> {
    const timer = new AbortController();
    const { signal } = timer;
    try {
      const late = pause(WAITED_FOR_MS, false, { signal });
      return await Promise.race([login.then(() => true), late]);
    } catch {
      return false;
    } finally {
      timer.abort();
      this.#first = null;
    }
  }

  async #open(ms?: number): Promise<Connection> {
    const refusal = this.#refusal;
    if (refusal !== null && Date.now() < refusal.untilMs) throw refusal.error;
    try {
      const connection = await openConnection(this.#config, ms);
      this.#refusalsInARow = 0;
      return connection;
    } catch (error) {
      if (error instanceof SnowflakeAuthenticationError) this.#refuse(error);
      throw error;
    }
  }

  /** What may pass is asked for again as often as the error allows: by all Activities together. */
  #refuse(error: SnowflakeAuthenticationError): void {
    this.#refusalsInARow += 1;
    const locks = LOCKING_CODES.includes(error.code);
    if (!locks && this.#refusalsInARow < (error.maxAttempts ?? 1)) return;
    const isSeenSoon = !locks && error.reaction === 'permanent';
    const untilMs = Date.now() + (isSeenSoon ? REFUSED_FOR_MS : LOCKING_FOR_MS);
    this.#refusal = { error, untilMs };
  }
}

function waited(first: Promise<boolean>, ms: number | undefined): Promise<boolean> {
  return ms === undefined ? first : withinMs(ms, 'the login of another Activity', first);
}
