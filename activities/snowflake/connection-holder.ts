import type { Connection } from './connection.js';
import { Logins } from './logins.js';
import type { SnowflakeConfig } from './snowflake-config.js';

const MAX_IDLE = 4;
/** After so long without use a session is asked for before it is lent again: it may have ended meanwhile. */
const PROBED_AFTER_MS = 60_000;

interface IdleConnection {
  readonly connection: Connection;
  readonly sinceMs: number;
}

/**
 * The few connections of a Worker. Not the driver's pool: that loses the codes of errors, and one failed login rejects
 * everyone who waits.
 */
export class ConnectionHolder {
  readonly config: SnowflakeConfig;
  readonly #logins: Logins;
  readonly #idle: IdleConnection[] = [];
  #isClosed = false;

  constructor(config: SnowflakeConfig) {
    this.config = config;
    this.#logins = new Logins(config);
  }

  /** A connection that nobody else uses, with a live session. Throws a SnowflakeError when the login fails. */
  async borrow(): Promise<Connection> {
    for (let idle = this.#idle.pop(); idle !== undefined; idle = this.#idle.pop()) {
      if (Date.now() - idle.sinceMs < PROBED_AFTER_MS) return idle.connection;
      if (await idle.connection.isAlive()) return idle.connection;
      await idle.connection.close();
    }
    return this.open();
  }

  /** A new session, each part of whose login may take `ms`. Throws a SnowflakeError, as `borrow` does. */
  open(ms?: number): Promise<Connection> {
    return this.#logins.logIn(ms);
  }

  /** Takes back a connection whose session is as it was: no transaction open. */
  async giveBack(connection: Connection): Promise<void> {
    if (this.#isClosed || this.#idle.length >= MAX_IDLE) return connection.close();
    this.#idle.push({ connection, sinceMs: Date.now() });
  }

  /** Closes what is idle now and what comes back later. */
  async close(): Promise<void> {
    this.#isClosed = true;
    await Promise.all(this.#idle.splice(0).map(({ connection }) => connection.close()));
  }
}
