import snowflake from 'snowflake-sdk';

/** Where a test's sessions go: local Snowflake, or a real account. */
export type SnowflakeLogin = snowflake.ConnectionOptions;

export interface StatementOutcome {
  columns: readonly { name: string; type: string; scale: number | null }[];
  /** Every value as the text that Snowflake sent, or null. */
  rows: readonly (readonly (string | null)[])[];
  updated: number | undefined;
  queryId: string;
}

/** A refusal by Snowflake, with what a caller can act on. */
export class StatementRefused extends Error {
  override readonly name = 'StatementRefused';
  readonly code: string;
  readonly sqlState: string;

  constructor(code: string, sqlState: string, message: string) {
    super(message);
    this.code = code;
    this.sqlState = sqlState;
  }
}

export interface SnowflakeSession {
  /** Runs one statement to its end. Rejects with StatementRefused. */
  execute(sql: string, binds?: readonly unknown[]): Promise<StatementOutcome>;
  close(): Promise<void>;
}

snowflake.configure({ logLevel: 'OFF' });

/** Opens a session with the real driver. Rejects when the login is refused. */
export async function openSession(login: SnowflakeLogin): Promise<SnowflakeSession> {
  // A NULL would come as the text 'NULL' where a value is fetched as text.
  const connection = snowflake.createConnection({ ...login, representNullAsStringNull: false });
  await connection.connectAsync();
  return {
    execute: (sql, binds = []) => execute(connection, sql, binds),
    close: () =>
      new Promise((done, fail) => {
        connection.destroy((error) => {
          if (error) fail(error);
          else done();
        });
      }),
  };
}

/** The rows of an outcome, by column name. */
export function rowsByName({ columns, rows }: StatementOutcome): Record<string, string | null>[] {
  return rows.map((row) =>
    Object.fromEntries(columns.map(({ name }, index) => [name, row[index] ?? null])),
  );
}

function execute(
  connection: snowflake.Connection,
  sql: string,
  binds: readonly unknown[],
): Promise<StatementOutcome> {
  return new Promise((done, fail) => {
    connection.execute({
      sqlText: sql,
      binds: binds.map(bindOf),
      rowMode: 'array',
      fetchAsString: ['Boolean', 'Number', 'Date', 'JSON', 'Buffer'],
      complete: (error, statement, rows) => {
        if (error) {
          fail(new StatementRefused(String(error.code), error.sqlState ?? '', error.message));
        } else done(outcomeOf(statement, rows ?? []));
      },
    });
  });
}

function bindOf(value: unknown): snowflake.Bind {
  if (
    value === null ||
    typeof value === 'string' ||
    typeof value === 'number' ||
    typeof value === 'boolean'
  ) {
    return value;
  }
  throw new Error(`a bind is a text, a number, a boolean or null, found ${JSON.stringify(value)}`);
}

function outcomeOf(
  statement: snowflake.RowStatement | snowflake.FileAndStageBindStatement,
  rows: unknown[],
): StatementOutcome {
  const columns = statement.getColumns() ?? [];
  return {
    columns: columns.map((column) => ({
      name: column.getName(),
      type: column.getType(),
      scale: column.getScale(),
    })),
    rows: rows.map((row) => (Array.isArray(row) ? row.map(textOf) : [])),
    updated: statement.getNumUpdatedRows(),
    queryId: statement.getQueryId(),
  };
}

function textOf(value: unknown): string | null {
  if (value === null || value === undefined) return null;
  return typeof value === 'string' ? value : JSON.stringify(value);
}
