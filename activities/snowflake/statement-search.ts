import { setTimeout as pause } from 'node:timers/promises';

import type { z } from 'zod';

import { earliestStart, isOwn, type OwnStatement } from './adoption.js';
import type { Connection } from './connection.js';
import { findTagged } from './find-tagged.js';
import { queryTag } from './query-tag.js';
import { decodeRows } from './rows.js';
import type { Statement } from './statement.js';
import type { TaggedStatement } from './tagged-statements.js';

const ANSWER_WITHIN_MS = 30_000;
const FIRST_PAUSE_MS = 200;
const MAX_PAUSE_MS = 3_000;

/** Asks something over some connection, again if need be. */
type Ask = <Answer>(question: (connection: Connection) => Promise<Answer>) => Promise<Answer>;

/** Reads the query history once for a statement that may have been sent without an answer. */
export async function findOwn(ask: Ask, own: OwnStatement): Promise<readonly TaggedStatement[]> {
  const parameters = { QUERY_TAG: queryTag(own.runStep, own.attempt) };
  const select = async <Row>({ sql, binds = [] }: Statement, row: z.ZodType<Row>) => {
    const request = { sql, binds, parameters };
    const outcome = await ask((connection) => connection.execute(request, ANSWER_WITHIN_MS));
    return { rows: decodeRows(outcome, row), queryId: outcome.queryId };
  };
  const filter = { since: earliestStart(own), runId: own.runStep.run.id };
  const found = await findTagged({ select }, filter);
  return found.filter((one) => isOwn(one, own));
}

/**
 * Searches until `find` finds something or `untilMs` (Unix time) has passed, at least once. The history lags: only when
 * nothing was found until then, there is nothing.
 */
export async function searchUntil<Found>(
  untilMs: number,
  signal: AbortSignal,
  find: () => Promise<Found | null>,
): Promise<Found | null> {
  for (let pauseMs = FIRST_PAUSE_MS; ; pauseMs = Math.min(pauseMs * 1.5, MAX_PAUSE_MS)) {
    const isLast = Date.now() >= untilMs;
    const found = await find();
    if (found !== null || isLast) return found;
    await pause(Math.min(pauseMs, Math.max(untilMs - Date.now(), 0)), undefined, { signal });
  }
}
