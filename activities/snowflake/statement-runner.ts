import { log, type Context } from '@temporalio/activity';

import type { OwnStatement } from './adoption.js';
import { cancelStatement } from './cancel-statement.js';
import type { ConnectionHolder } from './connection-holder.js';
import {
  SnowflakeAuthenticationError,
  SnowflakeConnectionError,
  SnowflakeError,
  SnowflakeTimeoutError,
} from './errors.js';
import type { SentStatement } from './heartbeat-details.js';
import { isLostAnswer, type HeldConnection } from './held-connection.js';
import type { Heartbeats } from './heartbeats.js';
import type { SentStatements } from './sent-statements.js';
import type { StatementRequests } from './statement-requests.js';
import { untilFinished, type Waited } from './statement-waiting.js';
import type { Statement, StatementOutcome } from './statement.js';
import { stopUnseen } from './stop-unseen.js';
import { Submission } from './submission.js';
import type { RunStep } from './warehouse.js';

/** How long after its time-out Snowflake may take to end a statement and to say so. */
const TIME_OUT_MARGIN_MS = 60_000;

interface RunnerParts {
  readonly holder: ConnectionHolder;
  readonly context: Context;
  readonly runStep: RunStep;
  readonly connection: HeldConnection;
  readonly sent: SentStatements;
  readonly heartbeats: Heartbeats;
  readonly requests: StatementRequests;
  /** How long a statement may be in Snowflake before the query history shows it. */
  readonly historyLagMs: number;
}

/** Runs statements asynchronously: the query id is known at once, and the statement outlives us. */
export class StatementRunner {
  readonly #parts: RunnerParts;
  readonly #context: Context;
  readonly #submission: Submission;

  constructor(parts: RunnerParts) {
    this.#parts = parts;
    this.#context = parts.context;
    this.#submission = new Submission({ ...parts, signal: this.#signal });
  }

  /** Runs a statement to its end, or takes up the one of the same name that was sent before. */
  async run(statement: Statement): Promise<StatementOutcome> {
    if (this.#signal.aborted) return this.#context.cancelled;
    const own = this.#own(statement);
    let sent: SentStatement | null = null;
    try {
      sent = await this.#submission.submit(own, () => this.#parts.requests.make(statement));
      return await this.#outcome(statement, sent);
    } catch (error) {
      if (this.#signal.aborted) return await this.#stopWaiting(own, sent);
      throw error;
    }
  }

  get #signal(): AbortSignal {
    return this.#context.cancellationSignal;
  }

  #own({ sql, resumeAs: name }: Statement): OwnStatement {
    const { attempt, scheduledTimestampMs: scheduledAtMs } = this.#context.info;
    return { sql, name, runStep: this.#parts.runStep, attempt, scheduledAtMs };
  }

  async #outcome(statement: Statement, sent: SentStatement): Promise<StatementOutcome> {
    const { queryId } = sent;
    const timeoutMs = this.#parts.requests.timeoutMs(statement);
    // The limit of an attempt begins anew with each; the statement's own does not.
    const sinceMs = statement.timeoutMs === undefined ? Date.now() : sent.sentAtMs;
    const untilMs = sinceMs + timeoutMs + TIME_OUT_MARGIN_MS;
    let waited: Waited | null = null;
    try {
      waited = await untilFinished(this.#parts.connection, queryId, untilMs, this.#signal);
      if (waited !== 'late') return await this.#fetch(queryId);
    } catch (error) {
      if (!this.#signal.aborted) this.#reconsider(statement, waited, error);
      throw error;
    }
    return this.#endLate(queryId, timeoutMs);
  }

  #fetch(queryId: string): Promise<StatementOutcome> {
    return this.#parts.connection.ask((connection) => connection.fetch(queryId), this.#signal);
  }

  /** Snowflake has not ended it at its time-out, or does not say so. What has succeeded after all counts. */
  async #endLate(queryId: string, timeoutMs: number): Promise<StatementOutcome> {
    const late = new SnowflakeTimeoutError(
      `the statement has not ended within ${Math.ceil(timeoutMs / 1000)} s, its time-out`,
      { reaction: 'permanent', code: null, sqlState: null, queryId },
    );
    if (!(await this.#stop(queryId, cancelStatement(this.#parts.holder, queryId)))) throw late;
    return this.#fetch(queryId).catch((error: unknown) => {
      throw this.#signal.aborted ? error : late;
    });
  }

  /**
   * What the next attempt does about a statement that has not been a success: by itself it asks again what became of
   * it. Only a statement that has failed is sent anew, and one that Snowflake does not know is searched for first.
   */
  #reconsider({ resumeAs: name }: Statement, waited: Waited | null, error: unknown): void {
    if (name === undefined || !(error instanceof SnowflakeError) || isLostAnswer(error)) return;
    const { sent, heartbeats } = this.#parts;
    const hasFailed = waited === 'failed' && isOfStatement(error);
    if (hasFailed || error.code === RESULT_EXPIRED) sent.remove(name);
    else if (error.reaction === 'unknown' || waited === 'unheard') sent.doubt(name);
    heartbeats.beat();
  }

  /** Only who asked for the end of the run wants the end of the statement: another attempt may take it up. */
  async #stopWaiting(own: OwnStatement, sent: SentStatement | null): Promise<never> {
    if (this.#context.cancellationDetails?.cancelRequested === true) await this.#end(own, sent);
    return this.#context.cancelled;
  }

  async #end(own: OwnStatement, sent: SentStatement | null): Promise<void> {
    const { holder, historyLagMs } = this.#parts;
    if (sent !== null) {
      await this.#stop(sent.queryId, cancelStatement(holder, sent.queryId));
    } else if (this.#submission.mayHaveSent(own)) {
      const { sending } = this.#submission;
      await this.#stop(null, stopUnseen(holder, { own, sending, historyLagMs }));
    }
  }

  /** Whether the statement has certainly ended. If not, the end of the run looks for it again: see recordOutcome. */
  async #stop(queryId: string | null, stopping: Promise<void>): Promise<boolean> {
    try {
      await stopping;
      return true;
    } catch (error) {
      if (!(error instanceof SnowflakeError)) throw error;
      log.error('A cancelled statement may still be running', { queryId, reason: error.message });
      return false;
    }
  }
}

/** Its result is gone after a day, but that it had one is certain. */
const RESULT_EXPIRED = '000710';

/** Whether it is the statement's own, and not that of a question about it: those are of no SQL. */
function isOfStatement(error: SnowflakeError): boolean {
  return (
    error.sqlState !== null &&
    !(error instanceof SnowflakeConnectionError) &&
    !(error instanceof SnowflakeAuthenticationError)
  );
}
