// oxlint-disable-next-line import/no-unassigned-import -- sets variables that the driver reads while it is loaded
import '../worker/driver-environment.js';

import snowflake from 'snowflake-sdk';

/** One row as a person sees it: every value as text. */
export type ShownRow = Readonly<Record<string, string>>;

/** A session in Snowflake, as a user of the demo would have one. */
export interface Warehouse {
  /** Runs one statement to its end. */
  execute(sql: string): Promise<readonly ShownRow[]>;
  close(): Promise<void>;
}

snowflake.configure({ logLevel: 'OFF' });

/** Opens a session with the account that the variables name; they are those that the Worker got. */
export async function openWarehouse(env: Readonly<Record<string, string>>): Promise<Warehouse> {
  const value = (name: string): string => env[name] ?? '';
  const connection = snowflake.createConnection({
    account: value('SNOWFLAKE_ACCOUNT'),
    username: value('SNOWFLAKE_USER'),
    authenticator: value('SNOWFLAKE_AUTHENTICATOR'),
    privateKeyPath: value('SNOWFLAKE_PRIVATE_KEY_FILE'),
    accessUrl: `${value('SNOWFLAKE_PROTOCOL')}://${value('SNOWFLAKE_HOST')}:${value('SNOWFLAKE_PORT')}`,
    database: value('SNOWFLAKE_DATABASE'),
    schema: value('SNOWFLAKE_SCHEMA'),
    warehouse: value('SNOWFLAKE_WAREHOUSE'),
  });
  await connection.connectAsync();
  return {
    execute: (sql) => execute(connection, sql),
    close: () => close(connection),
  };
}

function execute(connection: snowflake.Connection, sqlText: string): Promise<readonly ShownRow[]> {
  return new Promise((resolve, reject) => {
    connection.execute({
      sqlText,
      fetchAsString: ['Boolean', 'Number', 'Date', 'JSON'],
      complete: (error, _, rows: readonly Record<string, unknown>[] | undefined) => {
        if (error) reject(error);
        else resolve((rows ?? []).map(shown));
      },
    });
  });
}

/** `fetchAsString` makes a text of every value but NULL. */
function shown(row: Readonly<Record<string, unknown>>): ShownRow {
  return Object.fromEntries(
    Object.entries(row).map(([name, value]) => [name, typeof value === 'string' ? value : 'NULL']),
  );
}

function close(connection: snowflake.Connection): Promise<void> {
  return new Promise((resolve, reject) => {
    connection.destroy((error) => (error ? reject(error) : resolve()));
  });
}
