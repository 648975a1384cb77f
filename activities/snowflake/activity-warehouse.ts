import type { Context } from '@temporalio/activity';
import type { z } from 'zod';

import { cancelStatement } from './cancel-statement.js';
import type { ConnectionHolder } from './connection-holder.js';
import type { HeldConnection } from './held-connection.js';
import { decodeRows } from './rows.js';
import type { StatementRunner } from './statement-runner.js';
import type { Statement, StatementOutcome } from './statement.js';
import { upload } from './upload.js';
import type { Warehouse } from './warehouse.js';

/** The Warehouse of one Activity. */
export class ActivityWarehouse implements Warehouse {
  readonly database: string;
  readonly schema: string;
  readonly #holder: ConnectionHolder;
  readonly #connection: HeldConnection;
  readonly #runner: StatementRunner;
  readonly #context: Context;

  constructor(parts: {
    readonly holder: ConnectionHolder;
    readonly connection: HeldConnection;
    readonly runner: StatementRunner;
    readonly context: Context;
  }) {
    this.database = parts.holder.config.database;
    this.schema = parts.holder.config.schema;
    this.#holder = parts.holder;
    this.#connection = parts.connection;
    this.#runner = parts.runner;
    this.#context = parts.context;
  }

  execute(statement: Statement): Promise<StatementOutcome> {
    return this.#runner.run(statement);
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
    return cancelStatement(this.#holder, queryId);
  }
}
