import { basename } from 'node:path';

import type { Connection } from './connection.js';
import { SnowflakeConnectionError } from './errors.js';
import { putFile } from './session-statements.js';
import type { Statement } from './statement.js';

/** A gigabyte takes a while; nothing else waits for this session. */
const UPLOADED_WITHIN_MS = 60 * 60_000;
const DONE = ['UPLOADED', 'SKIPPED'];

/**
 * Puts one local file into a stage location, uncompressed and without overwriting. Throws a SnowflakeConnectionError when
 * the driver reports another end than UPLOADED or SKIPPED, as it does of a network fault: nothing stands against another try.
 */
export async function upload(
  connection: Connection,
  localPath: string,
  location: string,
): Promise<void> {
  const statuses = await put(connection, putFile(localPath, location));
  if (statuses.length === 1 && statuses.every((status) => DONE.includes(status ?? ''))) return;
  const found = statuses.map((status) => status || 'no status').join(', ') || 'no file';
  throw uploadFailed(
    `the upload of ${basename(localPath)} to ${location} ended with ${found}, expected UPLOADED or SKIPPED`,
  );
}

/** What a few more attempts may mend. */
export function uploadFailed(message: string): SnowflakeConnectionError {
  return new SnowflakeConnectionError(message, {
    reaction: 'unknown',
    code: null,
    sqlState: null,
    queryId: null,
    maxAttempts: 5,
    retryDelayMs: 5_000,
  });
}

/** Read before any upload: while one goes on, `process.umask()` may tell the driver's 0. */
const UMASK = process.umask();

/** A stage on the server's own disk makes the driver set the whole process's umask to 0. */
async function put(
  connection: Connection,
  statement: Statement,
): Promise<readonly (string | null)[]> {
  try {
    const { rows } = await connection.execute(statement, UPLOADED_WITHIN_MS);
    return rows.map((row) => row['status'] ?? null);
  } finally {
    process.umask(UMASK);
  }
}
