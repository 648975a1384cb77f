import { setTimeout as pause } from 'node:timers/promises';

import { log, type Context } from '@temporalio/activity';

import { cancelStatement } from './cancel-statement.js';
import type { StatementRequest } from './connection.js';
import { SnowflakeError } from './errors.js';
import { isLostAnswer, type HeldConnection } from './held-connection.js';
import type { Heartbeats } from './heartbeats.js';
import { patienceMs, queryProgress } from './query-status.js';
import type { SentStatements } from './sent-statements.js';
import type { SnowflakeConfig } from './snowflake-config.js';
import type { StatementOutcome } from './statement.js';

const FIRST_POLL_MS = 10;
const POLL_GROWTH = 1.5;
const MAX_POLL_MS = 2_000;

/** Runs statements asynchronously: the query id is known at once, and the statement outlives us. */
export class StatementRunner {
  readonly #config: SnowflakeConfig;
  readonly #context: Context;
  readonly #connection: HeldConnection;
  readonly #sent: SentStatements;
  readonly #heartbeats: Heartbeats;

  constructor(parts: {
    readonly config: SnowflakeConfig;
    readonly context: Context;
    readonly connection: HeldConnection;
    readonly sent: SentStatements;
    readonly heartbeats: Heartbeats;
  }) {
    this.#config = parts.config;
    this.#context = parts.context;
    this.#connection = parts.connection;
    this.#sent = parts.sent;
    this.#heartbeats = parts.heartbeats;
  }

  /**
   * Runs a statement to its end, or takes up the one that an earlier attempt sent under the same name. The request is made
   * only to be sent.
   */
  async run(request: () => Promise<StatementRequest>, name?: string): Promise<StatementOutcome> {
    if (this.#signal.aborted) return this.#context.cancelled;
    const queryId = this.#sentEarlier(name) ?? (await this.#submit(request, name));
    try {
      await this.#untilFinished(queryId);
      return await this.#connection.ask((connection) => connection.fetch(queryId), this.#signal);
    } catch (error) {
      if (this.#signal.aborted) await this.#stopWaiting(queryId);
      if (name !== undefined && !isLostAnswer(error)) this.#forget(name);
      throw error;
    }
  }

  get #signal(): AbortSignal {
    return this.#context.cancellationSignal;
  }

  #sentEarlier(name: string | undefined): string | null {
    const queryId = name === undefined ? null : this.#sent.queryId(name);
    if (queryId !== null) log.info('Takes up a statement', { statement: name, queryId });
    return queryId;
  }

  async #submit(
    makeRequest: () => Promise<StatementRequest>,
    name: string | undefined,
  ): Promise<string> {
    const request = await makeRequest();
    const queryId = await this.#connection.use((connection) => connection.submit(request));
    if (name !== undefined) {
      this.#sent.add(name, queryId);
      this.#heartbeats.beat();
    }
    return queryId;
  }

  /** A statement that failed is sent anew by the next attempt. */
  #forget(name: string): void {
    this.#sent.remove(name);
    this.#heartbeats.beat();
  }

  async #untilFinished(queryId: string): Promise<void> {
    let knownAtMs = Date.now();
    for (let pauseMs = FIRST_POLL_MS; ; pauseMs = Math.min(pauseMs * POLL_GROWTH, MAX_POLL_MS)) {
      await pause(pauseMs, undefined, { signal: this.#signal });
      const status = await this.#connection.ask((one) => one.status(queryId), this.#signal);
      const progress = queryProgress(status);
      if (progress === 'succeeded' || progress === 'failed') return;
      if (progress === 'running') knownAtMs = Date.now();
      else if (Date.now() - knownAtMs > patienceMs(status)) return;
    }
  }

  /** Only who asked for the end of the run wants the end of the statement: another attempt may take it up. */
  async #stopWaiting(queryId: string): Promise<never> {
    if (this.#context.cancellationDetails?.cancelRequested === true) await this.#cancel(queryId);
    return this.#context.cancelled;
  }

  async #cancel(queryId: string): Promise<void> {
    try {
      await cancelStatement(this.#config, queryId);
    } catch (error) {
      if (!(error instanceof SnowflakeError)) throw error;
      log.error('A cancelled statement may still be running', { queryId, reason: error.message });
    }
  }
}
