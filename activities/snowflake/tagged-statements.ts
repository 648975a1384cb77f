import { z } from 'zod';

import { snowflakeError } from './driver-error.js';
import type { SnowflakeError } from './errors.js';
import { textLiteral } from './identifier.js';
import { readQueryTag, type QueryTag } from './query-tag.js';
import type { Statement } from './statement.js';

/** Which statements of this user are looked for. */
export interface TaggedStatementFilter {
  /** Statements that run, or have ended since; not longer ago than seven days, where Snowflake refuses. */
  readonly since: Date;
  /** Of one run; without it those of all runs. */
  readonly runId?: string;
}

/** A statement of this user whose QUERY_TAG is one of Ratchet's. */
export interface TaggedStatement {
  readonly queryId: string;
  /** In Snowflake's words, see query-status.ts. */
  readonly status: string;
  /** What it failed with, as far as its code and message tell; null when it has not. */
  readonly failure: SnowflakeError | null;
  readonly sql: string;
  readonly startedAt: Date;
  readonly tag: QueryTag;
}

/**
 * Reads the query history of the session's own user: nobody else can put a statement there. It may lag behind. Snowflake
 * takes the newest 10,000 statements of the time range, those that run first, and only then looks at WHERE (docs,
 * "QUERY_HISTORY"): a `since` that is near loses nothing.
 */
export function selectTaggedStatements({ since, runId }: TaggedStatementFilter): Statement {
  const range = `END_TIME_RANGE_START => TO_TIMESTAMP_LTZ(${textLiteral(since.toISOString())}), RESULT_LIMIT => 10000`;
  const tag = 'TRY_PARSE_JSON("QUERY_TAG")';
  const sql = `SELECT "QUERY_ID", "EXECUTION_STATUS", "ERROR_CODE", "ERROR_MESSAGE", "QUERY_TEXT", "QUERY_TAG", DATE_PART(EPOCH_MILLISECOND, "START_TIME") AS "STARTED_AT"
FROM TABLE(INFORMATION_SCHEMA.QUERY_HISTORY_BY_USER(${range}))
WHERE ${tag}:app::VARCHAR = 'ratchet'`;
  return runId === undefined
    ? { sql }
    : { sql: `${sql} AND ${tag}:runId::VARCHAR = ?`, binds: [runId] };
}

/** A row of `selectTaggedStatements`; null when its tag only looks like one of Ratchet's. */
export const taggedStatementRow: z.ZodType<TaggedStatement | null> = z
  .object({
    QUERY_ID: z.string(),
    EXECUTION_STATUS: z.string(),
    ERROR_CODE: z.string().nullable(),
    ERROR_MESSAGE: z.string().nullable(),
    QUERY_TEXT: z.string(),
    QUERY_TAG: z.string(),
    STARTED_AT: z.string().regex(/^\d+$/, 'milliseconds'),
  })
  .transform((row) => {
    const tag = readQueryTag(row.QUERY_TAG);
    if (tag === null) return null;
    const startedAt = new Date(Number(row.STARTED_AT));
    const { QUERY_ID: queryId, ERROR_CODE: code, ERROR_MESSAGE: message } = row;
    return {
      queryId,
      status: row.EXECUTION_STATUS,
      failure: code === null ? null : snowflakeError({ code, message }, queryId),
      sql: row.QUERY_TEXT,
      startedAt,
      tag,
    };
  });
