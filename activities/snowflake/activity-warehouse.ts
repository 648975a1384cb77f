import type { Context } from '@temporalio/activity';
import type { z } from 'zod';

import { cancelStatement } from './cancel-statement.js';
import type { Connection } from './connection.js';
import type { HeldConnection } from './held-connection.js';
import { decodeRows } from './rows.js';
import { controlTransaction } from './session-statements.js';
import type { SnowflakeConfig } from './snowflake-config.js';
import type { StatementRequests } from './statement-requests.js';
import type { StatementRunner } from './statement-runner.js';
import type { Statement, StatementOutcome } from './statement.js';
import { upload } from './upload.js';
import type { Warehouse } from './warehouse.js';

/** Longer than a statement of a transaction waits for a lock. */
const IN_TRANSACTION_WITHIN_MS = 5 * 60_000;

/** Nobody could take it up, and its locks are in the way of others. */
function inTransaction(statement: Statement): Statement {
  return { timeoutMs: IN_TRANSACTION_WITHIN_MS, ...statement };
}

/** The Warehouse of one Activity. */
export class ActivityWarehouse implements Warehouse {
  readonly database: string;
  readonly schema: string;
  readonly #config: SnowflakeConfig;
  readonly #requests: StatementRequests;
  readonly #connection: HeldConnection;
  readonly #runner: StatementRunner;
  readonly #context: Context;
  #transaction: Connection | null = null;

  constructor(parts: {
    readonly config: SnowflakeConfig;
    readonly requests: StatementRequests;
    readonly connection: HeldConnection;
    readonly runner: StatementRunner;
    readonly context: Context;
  }) {
    this.database = parts.config.database;
    this.schema = parts.config.schema;
    this.#config = parts.config;
    this.#requests = parts.requests;
    this.#connection = parts.connection;
    this.#runner = parts.runner;
    this.#context = parts.context;
  }

  async execute(statement: Statement): Promise<StatementOutcome> {
    if (this.#transaction === null) return this.#runner.run(statement);
    if (this.#context.cancellationSignal.aborted) return this.#context.cancelled;
    const request = await this.#requests.make(inTransaction(statement));
    return this.#transaction.execute(request, IN_TRANSACTION_WITHIN_MS);
  }

  async select<Row>(
    statement: Statement,
    row: z.ZodType<Row>,
  ): Promise<{ readonly rows: readonly Row[]; readonly queryId: string }> {
    const outcome = await this.execute(statement);
    return { rows: decodeRows(outcome, row), queryId: outcome.queryId };
  }

  /** PUT cannot be sent asynchronously: the driver itself moves the file, between two requests of its own. */
  upload(localPath: string, location: string): Promise<void> {
    if (this.#context.cancellationSignal.aborted) return this.#context.cancelled;
    return this.#connection.use((connection) => upload(connection, localPath, location));
  }

  cancel(queryId: string): Promise<void> {
    return cancelStatement(this.#config, queryId);
  }

  /**
   * Statements of a transaction are sent synchronously, all over one session: an asynchronous one may run beside it,
   * outside of the transaction.
   */
  transaction<Result>(work: () => Promise<Result>): Promise<Result> {
    if (this.#transaction !== null) throw new Error('a transaction is open already');
    return this.#connection.use(async (connection) => {
      await this.#control(connection, 'BEGIN');
      this.#transaction = connection;
      try {
        const result = await work();
        await this.#control(connection, 'COMMIT');
        return result;
      } catch (error) {
        await this.#rollBack(connection);
        throw error;
      } finally {
        this.#transaction = null;
      }
    });
  }

  async #control(
    connection: Connection,
    word: 'BEGIN' | 'COMMIT' | 'ROLLBACK',
  ): Promise<StatementOutcome> {
    const request = await this.#requests.make(inTransaction(controlTransaction(word)));
    return connection.execute(request, IN_TRANSACTION_WITHIN_MS);
  }

  /** Snowflake rolls back by itself when the session ends: what counts is the error that led here. */
  async #rollBack(connection: Connection): Promise<void> {
    try {
      await this.#control(connection, 'ROLLBACK');
    } catch {
      await this.#connection.discard();
    }
  }
}
