import { basename } from 'node:path';

import type { Connection } from './connection.js';
import { SnowflakeStatementError } from './errors.js';
import { putFile } from './session-statements.js';
import type { Statement } from './statement.js';

/** A gigabyte takes a while; nothing else waits for this session. */
const UPLOADED_WITHIN_MS = 60 * 60_000;
const DONE = ['UPLOADED', 'SKIPPED'];

/**
 * Puts one local file into a stage location, uncompressed and without overwriting.
 * Throws SnowflakeStatementError when the driver reports another end than UPLOADED or SKIPPED.
 */
export async function upload(
  connection: Connection,
  localPath: string,
  location: string,
): Promise<void> {
  const statuses = await put(connection, putFile(localPath, location));
  if (statuses.length === 1 && statuses.every((status) => DONE.includes(status ?? ''))) return;
  const found = statuses.length === 0 ? 'no file' : statuses.join(', ');
  throw new SnowflakeStatementError(
    `the upload of ${basename(localPath)} to ${location} ended with ${found}, expected UPLOADED or SKIPPED`,
    { reaction: 'permanent', code: null, sqlState: null, queryId: null },
  );
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
