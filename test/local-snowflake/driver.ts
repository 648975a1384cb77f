import snowflake from 'snowflake-sdk';

snowflake.configure({ logLevel: 'OFF' });

/** What a refused statement or login tells. */
export interface Refusal {
  readonly code: string;
  readonly sqlState: string | undefined;
  readonly message: string;
  readonly queryId: string | undefined;
}

export type Row = Readonly<Record<string, unknown>>;

/** One connection of the real driver, with promises. */
export class DriverSession {
  readonly connection: snowflake.Connection;

  private constructor(connection: snowflake.Connection) {
    this.connection = connection;
  }

  /** Rejects with the driver's error when the login is refused. */
  static async open(options: snowflake.ConnectionOptions): Promise<DriverSession> {
    const connection = snowflake.createConnection(options);
    await new Promise<void>((done, fail) => {
      connection.connect((error) => (error ? fail(error) : done()));
    });
    return new DriverSession(connection);
  }

  async rows(
    sqlText: string,
    options: Partial<snowflake.StatementOption> = {},
  ): Promise<readonly Row[]> {
    const { rows } = await this.run(sqlText, options);
    return rows;
  }

  run(
    sqlText: string,
    options: Partial<snowflake.StatementOption> = {},
  ): Promise<{ readonly rows: readonly Row[]; readonly queryId: string }> {
    return new Promise((done, fail) => {
      this.connection.execute({
        ...options,
        sqlText,
        complete: (error, statement, rows) =>
          error ? fail(error) : done({ rows: rows ?? [], queryId: statement.getQueryId() }),
      });
    });
  }

  /** Sends a statement that goes on by itself; gives its query id. */
  async submit(sqlText: string): Promise<string> {
    // Without streamResult the driver hides the error of an asynchronous submission.
    const { queryId } = await this.run(sqlText, { asyncExec: true, streamResult: true });
    return queryId;
  }

  /** Waits for a statement of this or another session. */
  result(queryId: string): Promise<readonly Row[]> {
    return new Promise((done, fail) => {
      this.connection.fetchResult({
        queryId,
        complete: (error, _, rows) => (error ? fail(error) : done(rows ?? [])),
      });
    });
  }

  status(queryId: string): Promise<string> {
    return this.connection.getQueryStatus(queryId);
  }

  close(): Promise<void> {
    return new Promise((done, fail) => {
      this.connection.destroy((error) => (error ? fail(error) : done()));
    });
  }
}

/** What a promise of this file was refused with. Throws when it was not. */
export async function refusalOf(promise: Promise<unknown>): Promise<Refusal> {
  const error = await promise.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (!(error instanceof Error)) throw new Error('it was not refused');
  return {
    code: textOf(error, 'code') ?? '',
    sqlState: textOf(error, 'sqlState'),
    message: error.message,
    queryId: 'data' in error && isObject(error.data) ? textOf(error.data, 'queryId') : undefined,
  };
}

function textOf(object: object, name: string): string | undefined {
  const value: unknown = Reflect.get(object, name);
  return typeof value === 'string' || typeof value === 'number' ? String(value) : undefined;
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}
