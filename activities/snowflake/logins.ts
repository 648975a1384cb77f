import { openConnection, type Connection } from './connection.js';
import { SnowflakeAuthenticationError } from './errors.js';
import type { SnowflakeConfig } from './snowflake-config.js';

/** Snowflake locks a user after a few refusals; within this time the same login is not tried again. */
const REFUSED_FOR_MS = 5 * 60_000;

/**
 * The logins of a Worker, whose Activities all use the same credentials: until Snowflake has accepted them, one login
 * at a time, and after a refusal for good none for five minutes, whoever asks.
 */
export class Logins {
  readonly #config: SnowflakeConfig;
  #isAccepted = false;
  /** Ends with the last login that was begun. */
  #turn: Promise<unknown> = Promise.resolve();
  #refusal: { readonly error: SnowflakeAuthenticationError; readonly sinceMs: number } | null =
    null;

  constructor(config: SnowflakeConfig) {
    this.#config = config;
  }

  /** Opens a session. Throws a SnowflakeError, which may be one that an earlier login met. */
  async logIn(): Promise<Connection> {
    if (this.#isAccepted) return this.#open();
    const login = this.#turn.then(() => this.#open());
    this.#turn = login.catch(() => undefined);
    return login;
  }

  async #open(): Promise<Connection> {
    const refusal = this.#refusal;
    if (refusal !== null && Date.now() - refusal.sinceMs < REFUSED_FOR_MS) throw refusal.error;
    try {
      const connection = await openConnection(this.#config);
      this.#isAccepted = true;
      return connection;
    } catch (error) {
      if (error instanceof SnowflakeAuthenticationError && error.reaction === 'permanent') {
        this.#isAccepted = false;
        this.#refusal = { error, sinceMs: Date.now() };
      }
      throw error;
    }
  }
}
