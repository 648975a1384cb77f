import type { z } from 'zod';

import type { Run } from '../../pipeline/run.js';
import type { Step } from '../../pipeline/step.js';
import type { Statement, StatementOutcome } from './statement.js';

/**
 * One Snowflake session as a step uses it: one statement after the other, each carrying the QUERY_TAG of its run and
 * step. Every method throws a SnowflakeError.
 */
export interface Warehouse {
  readonly database: string;
  readonly schema: string;

  /** Runs a statement to its end. */
  execute(statement: Statement): Promise<StatementOutcome>;

  /** Runs a statement and decodes its rows. Throws SnowflakeRowsError when they do not fit. */
  select<Row>(
    statement: Statement,
    row: z.ZodType<Row>,
  ): Promise<{ readonly rows: readonly Row[]; readonly queryId: string }>;

  /** Puts a file of this host into a stage location, as it is; a file that is there already is left alone. */
  upload(localPath: string, location: string): Promise<void>;

  /**
   * Ends a statement of this user, whichever session runs it, and returns when it has ended; at once when it had ended
   * before. Throws when that is not certain within 30 s.
   */
  cancel(queryId: string): Promise<void>;
}

/** Who a session works for: it stands in the QUERY_TAG of its statements. */
export interface RunStep {
  readonly run: Pick<Run, 'id' | 'workflowId' | 'model'>;
  /** `maintenance` is no step of a run: it looks after all of them. */
  readonly step: Step | 'maintenance';
  /** Of several that the run trains side by side. */
  readonly candidate?: string;
}

/** Snowflake as Activities see it. */
export interface Snowflake {
  /**
   * Lends a session to `work` for the Activity that is running. Heartbeats meanwhile; when the Activity is cancelled,
   * the statement that runs is cancelled too; when the Worker stops or the attempt times out, it is left running, for
   * the next attempt to take up.
   */
  withWarehouse<Result>(
    runStep: RunStep,
    work: (warehouse: Warehouse) => Promise<Result>,
  ): Promise<Result>;
}
