import { z } from 'zod';

import type { Query } from './ledger.js';

const tagSchema = z.object({
  app: z.literal('ratchet'),
  runId: z.string(),
  model: z.string(),
  step: z.string(),
  attempt: z.number(),
  candidate: z.string().optional(),
  statement: z.string().optional(),
});

const ENDLESS = Number.POSITIVE_INFINITY;

const statementRow = z
  .object({
    QUERY_ID: z.string(),
    EXECUTION_STATUS: z.string(),
    ERROR_CODE: z.string().nullable(),
    ERROR_MESSAGE: z.string().nullable(),
    QUERY_TEXT: z.string(),
    QUERY_TAG: z.string(),
    STARTED_MS: z.string().transform(Number),
    ENDED_MS: z.string().nullable(),
  })
  .transform((row) => ({
    queryId: row.QUERY_ID,
    status: row.EXECUTION_STATUS,
    error: row.ERROR_CODE === null ? null : `${row.ERROR_CODE}: ${row.ERROR_MESSAGE ?? ''}`,
    sql: row.QUERY_TEXT,
    tag: tagSchema.parse(JSON.parse(row.QUERY_TAG)),
    startedMs: row.STARTED_MS,
    /** Infinity while it runs. */
    endedMs: row.ENDED_MS === null ? ENDLESS : Number(row.ENDED_MS),
  }));

/** A statement that carries a tag of Ratchet's. */
export type TaggedStatement = z.output<typeof statementRow>;

/**
 * Every statement of Ratchet that was sent in the schema of the ledger, in the order in which they started. Local
 * Snowflake has no limit of rows.
 */
export async function readStatements(query: Query): Promise<readonly TaggedStatement[]> {
  const rows = await query(
    'SELECT QUERY_ID, EXECUTION_STATUS, ERROR_CODE, ERROR_MESSAGE, QUERY_TEXT, QUERY_TAG, ' +
      'DATE_PART(EPOCH_MILLISECOND, START_TIME) AS STARTED_MS, DATE_PART(EPOCH_MILLISECOND, END_TIME) AS ENDED_MS ' +
      'FROM TABLE(INFORMATION_SCHEMA.QUERY_HISTORY(RESULT_LIMIT => 1000000)) ' +
      `WHERE SCHEMA_NAME = CURRENT_SCHEMA() AND QUERY_TAG LIKE '{"app":"ratchet"%' ORDER BY START_TIME`,
  );
  return z.array(statementRow).parse(rows);
}

const TRAININGS: readonly (string | undefined)[] = ['training', 'procedure'];

/** What trains: the handler, or the team's own procedure. */
export function isTraining({ tag }: TaggedStatement): boolean {
  return tag.step === 'training' && TRAININGS.includes(tag.statement);
}
