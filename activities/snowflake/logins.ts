import { openConnection, type Connection } from './connection.js';
import { SnowflakeAuthenticationError } from './errors.js';
import type { SnowflakeConfig } from './snowflake-config.js';

/** Snowflake locks a user after a few refusals; within this time the same login is not tried again. */
const LOCKING_FOR_MS = 5 * 60_000;
const LOCKING_CODES: readonly (string | null)[] = ['390100', '390101', '390102'];
/** Any other refusal is shared by the Activities that meet it together, and a remedy is soon seen. */
const REFUSED_FOR_MS = 10_000;
/** Credentials may be taken back at any time. */
const ACCEPTED_FOR_MS = 60_000;

/**
 * The logins of a Worker, whose Activities all use the same credentials: until Snowflake has just accepted them, one
 * login at a time, and after a refusal none for a while, whoever asks.
 */
export class Logins {
  readonly #config: SnowflakeConfig;
  #acceptedAtMs = -Infinity;
  #refusalsInARow = 0;
  /** Ends with the last login that was begun. */
  #turn: Promise<unknown> = Promise.resolve();
  #refusal: { readonly error: SnowflakeAuthenticationError; readonly untilMs: number } | null =
    null;

  constructor(config: SnowflakeConfig) {
    this.#config = config;
  }

  /** Opens a session. Throws a SnowflakeError, which may be one that an earlier login met. */
  async logIn(): Promise<Connection> {
    if (Date.now() - this.#acceptedAtMs < ACCEPTED_FOR_MS) return this.#open();
    const login = this.#turn.then(() => this.#open());
    this.#turn = login.catch(() => undefined);
    return login;
  }

  async #open(): Promise<Connection> {
    const refusal = this.#refusal;
    if (refusal !== null && Date.now() < refusal.untilMs) throw refusal.error;
    try {
      const connection = await openConnection(this.#config);
      this.#acceptedAtMs = Date.now();
      this.#refusalsInARow = 0;
      return connection;
    } catch (error) {
      if (error instanceof SnowflakeAuthenticationError) this.#refuse(error);
      throw error;
    }
  }

  /** What may pass is asked for again as often as the error allows: by all Activities together. */
  #refuse(error: SnowflakeAuthenticationError): void {
    this.#acceptedAtMs = -Infinity;
    this.#refusalsInARow += 1;
    const locks = LOCKING_CODES.includes(error.code);
    if (!locks && this.#refusalsInARow < (error.maxAttempts ?? 1)) return;
    const isSeenSoon = !locks && error.reaction === 'permanent';
    const untilMs = Date.now() + (isSeenSoon ? REFUSED_FOR_MS : LOCKING_FOR_MS);
    this.#refusal = { error, untilMs };
  }
}
