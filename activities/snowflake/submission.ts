import { log } from '@temporalio/activity';

import { toBeAdopted, type OwnStatement } from './adoption.js';
import type { StatementRequest } from './connection.js';
import { SnowflakeError } from './errors.js';
import type { SentStatement } from './heartbeat-details.js';
import { isLostAnswer, type HeldConnection } from './held-connection.js';
import type { Heartbeats } from './heartbeats.js';
import type { SentStatements } from './sent-statements.js';
import { findOwn, searchUntil } from './statement-search.js';
import { untilAborted } from './until-aborted.js';

/** After so many sendings without an answer the Activity's own retry is the better place to wait. */
const MAX_SENDINGS = 3;

/** Sends the statements of one attempt, each at most once in Snowflake as long as it has a name. */
export class Submission {
  readonly #connection: HeldConnection;
  readonly #sent: SentStatements;
  readonly #heartbeats: Heartbeats;
  readonly #signal: AbortSignal;
  readonly #historyLagMs: number;
  readonly #startedAtMs = Date.now();
  #sending: Promise<string> | null = null;

  constructor(parts: {
    readonly connection: HeldConnection;
    readonly sent: SentStatements;
    readonly heartbeats: Heartbeats;
    readonly signal: AbortSignal;
    /** How long a statement may be in Snowflake before the query history shows it. */
    readonly historyLagMs: number;
  }) {
    this.#connection = parts.connection;
    this.#sent = parts.sent;
    this.#heartbeats = parts.heartbeats;
    this.#signal = parts.signal;
    this.#historyLagMs = parts.historyLagMs;
  }

  /** The sending whose answer nobody has heard; null when none is under way. */
  get sending(): Promise<string> | null {
    return this.#sending;
  }

  /** Whether a statement may be in Snowflake that `submit` has not returned. */
  mayHaveSent({ name }: OwnStatement): boolean {
    return this.#sending !== null || (name !== undefined && this.#sent.mayHaveBeenSent(name));
  }

  /**
   * Takes up the statement if it has a name and was sent before; otherwise has the request made and sends it. Throws a
   * SnowflakeError, or the signal's reason.
   */
  async submit(
    own: OwnStatement,
    makeRequest: () => Promise<StatementRequest>,
  ): Promise<SentStatement> {
    const { name } = own;
    if (name === undefined) return this.#send(await makeRequest());
    const earlier = this.#sent.find(name) ?? (await this.#searchEarlier(own, name));
    if (earlier === null) return this.#sendNamed(own, name, makeRequest);
    log.info('Takes up a statement', { statement: name, queryId: earlier.queryId });
    return earlier;
  }

  /** Whatever earlier attempts sent was sent before this one began. */
  async #searchEarlier(own: OwnStatement, name: string): Promise<SentStatement | null> {
    if (!this.#sent.mayHaveBeenSent(name)) return null;
    return this.#search(own, name, this.#startedAtMs + this.#historyLagMs);
  }

  async #sendNamed(
    own: OwnStatement,
    name: string,
    makeRequest: () => Promise<StatementRequest>,
  ): Promise<SentStatement> {
    for (let sendings = 1; ; sendings += 1) {
      const request = await makeRequest();
      await this.#connection.open();
      this.#sent.intend(name);
      try {
        return this.#record(name, await this.#send(request));
      } catch (error) {
        if (this.#signal.aborted) throw error;
        if (!mayHaveArrived(error)) this.#sent.remove(name);
        if (!mayHaveArrived(error) || sendings === MAX_SENDINGS) throw error;
        log.warn('A statement was sent without an answer', {
          statement: name,
          reason: error.message,
        });
      }
      const found = await this.#search(own, name, Date.now() + this.#historyLagMs);
      if (found !== null) return found;
    }
  }

  async #send(request: StatementRequest): Promise<SentStatement> {
    const sentAtMs = Date.now();
    this.#sending = this.#connection.use((connection) => connection.submit(request));
    try {
      return { queryId: await untilAborted(this.#sending, this.#signal), sentAtMs };
    } finally {
      if (!this.#signal.aborted) this.#sending = null;
    }
  }

  async #search(own: OwnStatement, name: string, untilMs: number): Promise<SentStatement | null> {
    const found = await searchUntil(untilMs, this.#signal, async () =>
      toBeAdopted(await findOwn((question) => this.#connection.ask(question, this.#signal), own)),
    );
    if (found === null) return null;
    return this.#record(name, { queryId: found.queryId, sentAtMs: found.startedAt.getTime() });
  }

  #record(name: string, sent: SentStatement): SentStatement {
    this.#sent.add(name, sent);
    this.#heartbeats.beat();
    return sent;
  }
}

/** Whether the statement may be running all the same: nobody but Snowflake itself says no for it. */
function mayHaveArrived(error: unknown): error is SnowflakeError {
  if (!(error instanceof SnowflakeError)) return false;
  return isLostAnswer(error) || error.reaction === 'unknown' || error.reaction === 'reconnect';
}
