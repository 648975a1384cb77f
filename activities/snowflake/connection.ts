import snowflake from 'snowflake-sdk';

import { withinMs } from './deadline.js';
import { driverOptions } from './driver.js';
import { snowflakeError } from './driver-error.js';
import { readOutcome } from './result-rows.js';
import { setUpSession } from './session-statements.js';
import type { SnowflakeConfig } from './snowflake-config.js';
import type { Bind, StatementOutcome } from './statement.js';

const LOGIN_WITHIN_MS = 90_000;
/** The driver sends a statement up to eight times, which takes it 54 s. */
const SUBMIT_WITHIN_MS = 120_000;
/** The driver asks for a status once and waits for 90 s; asking again is cheaper. */
const STATUS_WITHIN_MS = 10_000;
const FETCH_WITHIN_MS = 120_000;
const PROBE_WITHIN_MS = 10_000;

/** One statement as the driver sends it. */
export interface StatementRequest {
  readonly sql: string;
  readonly binds?: readonly Bind[];
  /** Session parameters for this statement only, such as QUERY_TAG. */
  readonly parameters?: Readonly<Record<string, string | number>>;
}

/** Logs in and sets the session up, each within `ms`. Throws a SnowflakeError. */
export async function openConnection(
  config: SnowflakeConfig,
  ms = LOGIN_WITHIN_MS,
): Promise<Connection> {
  const driver = newDriverConnection(config);
  const connection = new Connection(driver);
  try {
    await withinMs(ms, 'the login', connect(driver));
    await connection.execute(setUpSession(), ms);
    return connection;
  } catch (error) {
    // Not awaited: in the middle of a login the driver closes only once that has ended.
    void connection.close();
    throw snowflakeError(error);
  }
}

/** For each login: the driver forgets its credentials after the first. */
function newDriverConnection(config: SnowflakeConfig): snowflake.Connection {
  try {
    return snowflake.createConnection(driverOptions(config));
  } catch (error) {
    throw snowflakeError(error);
  }
}

/** `connect`, not `connectAsync`: some of its errors come by the callback and some by the promise. */
function connect(driver: snowflake.Connection): Promise<void> {
  return new Promise((resolve, reject) => {
    driver.connect((error) => (error ? reject(error) : resolve()));
  });
}

/** One session, as promises over the driver. Every method throws a SnowflakeError. */
export class Connection {
  readonly #driver: snowflake.Connection;

  constructor(driver: snowflake.Connection) {
    this.#driver = driver;
  }

  /** Starts a statement and returns its query id at once. */
  async submit(request: StatementRequest): Promise<string> {
    const sending = this.#send({ ...optionsOf(request), asyncExec: true });
    return this.#answer(SUBMIT_WITHIN_MS, 'a statement', async () => (await sending).getQueryId());
  }

  /** Runs a statement to its end while the caller waits, for at most `ms`. */
  execute(request: StatementRequest, ms: number): Promise<StatementOutcome> {
    return this.#answer(ms, 'a statement', async () =>
      readOutcome(await this.#send(optionsOf(request))),
    );
  }

  /** The status of a statement of any session of this user, in Snowflake's words. */
  status(queryId: string): Promise<string> {
    return this.#answer(
      STATUS_WITHIN_MS,
      'a question for a status',
      () => this.#driver.getQueryStatus(queryId),
      queryId,
    );
  }

  /** The result of a statement that ended; the statement's own error when it failed. */
  fetch(queryId: string): Promise<StatementOutcome> {
    return this.#answer(
      FETCH_WITHIN_MS,
      'a question for a result',
      async () => readOutcome(await this.#result(queryId)),
      queryId,
    );
  }

  /** Whether the server still knows the session; the driver's own `isUp` only knows what it was told last. */
  isAlive(): Promise<boolean> {
    const probe = this.#driver.isValidAsync();
    return withinMs(PROBE_WITHIN_MS, 'a heartbeat', probe).catch(() => false);
  }

  /** Lets go of the sockets. The session and what it has running stay, until Snowflake ends them. */
  close(): Promise<void> {
    return new Promise((resolve) => {
      // The only error it gives is that the connection was down already.
      this.#driver.destroy(() => resolve());
    });
  }

  /** `streamResult`: without it a failed submission looks like a success, and every error is sent again. */
  #send(options: snowflake.StatementOption): Promise<snowflake.RowStatement> {
    return new Promise((resolve, reject) => {
      const complete: snowflake.StatementCallback = (error, statement) =>
        error ? reject(error) : resolve(statement);
      this.#driver.execute({ ...options, streamResult: true, rowMode: 'array', complete });
    });
  }

  #result(queryId: string): Promise<snowflake.RowStatement> {
    return new Promise((resolve, reject) => {
      const complete: snowflake.StatementCallback = (error, statement) =>
        error ? reject(error) : resolve(statement);
      this.#driver.fetchResult({ queryId, streamResult: true, rowMode: 'array', complete });
    });
  }

  async #answer<Answer>(
    ms: number,
    what: string,
    ask: () => Promise<Answer>,
    queryId: string | null = null,
  ): Promise<Answer> {
    try {
      return await withinMs(ms, what, ask(), queryId);
    } catch (error) {
      throw snowflakeError(error, queryId);
    }
  }
}

function optionsOf({ sql, binds, parameters }: StatementRequest): snowflake.StatementOption {
  return {
    sqlText: sql,
    ...(binds === undefined ? {} : { binds }),
    ...(parameters === undefined ? {} : { parameters: { ...parameters } }),
  };
}
