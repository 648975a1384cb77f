import { log } from '@temporalio/activity';

import type { OwnStatement } from './adoption.js';
import { cancelStatement } from './cancel-statement.js';
import type { ConnectionHolder } from './connection-holder.js';
import { withinMs } from './deadline.js';
import { SnowflakeError } from './errors.js';
import { HeldConnection } from './held-connection.js';
import { mayRun } from './query-status.js';
import { findOwn, searchUntil } from './statement-search.js';

const ANSWERED_WITHIN_MS = 3_000;
const SEARCHED_WITHIN_MS = 25_000;

/** A statement that was sent, or may have been, and whose query id nobody knows. */
export interface UnseenStatement {
  readonly own: OwnStatement;
  /** The sending that is under way, if one is. */
  readonly sending: Promise<string> | null;
  /** How long a statement may be in Snowflake before the query history shows it. */
  readonly historyLagMs: number;
}

/**
 * Cancels such a statement, by the answer to its sending or else by its tag, and returns when it has ended; also when the
 * history, for as long as it may lag but not over 25 s, does not show it. Throws a SnowflakeError when nothing is certain
 * within a minute.
 */
export async function stopUnseen(holder: ConnectionHolder, unseen: UnseenStatement): Promise<void> {
  const queryId = await answerOf(unseen.sending);
  if (queryId !== null) return cancelStatement(holder, queryId);
  // The driver goes on sending it for up to a minute, and nothing makes it stop.
  if (unseen.sending !== null) void cancelOnceAnswered(holder, unseen.sending);
  const found = await search(holder, unseen);
  await Promise.all(found.map((one) => cancelStatement(holder, one)));
}

async function answerOf(sending: Promise<string> | null): Promise<string | null> {
  if (sending === null) return null;
  const answer = withinMs(ANSWERED_WITHIN_MS, 'a statement', sending);
  return answer.catch(() => null);
}

async function search(
  holder: ConnectionHolder,
  { own, historyLagMs }: UnseenStatement,
): Promise<readonly string[]> {
  const givenUp = new AbortController();
  const connection = new HeldConnection(holder);
  const running = async (): Promise<readonly string[] | null> => {
    const found = await findOwn((question) => connection.ask(question, givenUp.signal), own);
    const queryIds = found.filter(({ status }) => mayRun(status)).map(({ queryId }) => queryId);
    return queryIds.length === 0 ? null : queryIds;
  };
  try {
    const searching = searchUntil(Date.now() + historyLagMs, givenUp.signal, running);
    return (await withinMs(SEARCHED_WITHIN_MS, 'a search for a statement', searching)) ?? [];
  } finally {
    givenUp.abort();
    await connection.discard();
  }
}

async function cancelOnceAnswered(
  holder: ConnectionHolder,
  sending: Promise<string>,
): Promise<void> {
  const queryId = await sending.catch(() => null);
  if (queryId === null) return;
  await cancelStatement(holder, queryId).catch((error: unknown) => {
    const reason = error instanceof SnowflakeError ? error.message : String(error);
    log.error('A cancelled statement may still be running', { queryId, reason });
  });
}
