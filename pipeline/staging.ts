import type { Run } from './run.js';
import type { RetrainingRequest } from './retraining-request.js';

export interface StagingInput {
  readonly run: Run;
  readonly request: RetrainingRequest;
}

/** One source, loaded: a run-scoped table with clean column names. */
export interface StagedTable {
  readonly source: string;
  readonly table: string;
  readonly columns: readonly string[];
  readonly rows: number;
  /** Snowflake's HASH_AGG over the table: the same rows give the same text, in any order. */
  readonly fingerprint: string;
}

/** Output of step 1. */
export interface StagedSources {
  readonly tables: readonly StagedTable[];
  readonly queryIds: readonly string[];
}
