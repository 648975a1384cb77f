import { textLiteral } from './identifier.js';
import type { Statement } from './statement.js';

const LOCATION = /^@[A-Za-z0-9_$."/=~%-]+$/;

/**
 * Detached statements run on; a lock is waited for a minute instead of half a day; names and times mean the same on
 * every account.
 */
export function setUpSession(): Statement {
  return {
    sql: "ALTER SESSION SET ABORT_DETACHED_QUERY = FALSE LOCK_TIMEOUT = 60 QUOTED_IDENTIFIERS_IGNORE_CASE = FALSE TIMEZONE = 'UTC'",
  };
}

/** Asks Snowflake to end a statement of any session of this user. */
export function cancelQuery(queryId: string): Statement {
  return { sql: `SELECT SYSTEM$CANCEL_QUERY(${textLiteral(queryId)})` };
}

/**
 * Puts one file of this host into a stage, uncompressed and without overwriting. Throws a RangeError for a path or
 * location that PUT would read as something else.
 */
export function putFile(localPath: string, location: string): Statement {
  // The driver takes * for any text and would upload other files too.
  if (localPath.includes('*'))
    throw new RangeError(`${localPath}: a file name with * cannot be uploaded`);
  if (!LOCATION.test(location)) throw new RangeError(`${location} is not a stage location`);
  const file = textLiteral(`file://${localPath}`);
  return { sql: `PUT ${file} ${location} AUTO_COMPRESS=FALSE OVERWRITE=FALSE` };
}
