/** A value for a `?` of a statement. */
export type Bind = string | number | boolean | null;

/** One SQL statement. Names in it are quoted by identifier.ts, values are bound. */
export interface Statement {
  readonly sql: string;
  readonly binds?: readonly Bind[];
  /**
   * In the place of `binds`, when they may only be made for a statement that is really sent. Called right before each
   * sending, never for a statement that is taken up; it may run statements of the same Warehouse.
   */
  readonly bindsWhenSent?: () => Promise<readonly Bind[]>;
  /** The longest that Snowflake may work on it (STATEMENT_TIMEOUT_IN_SECONDS); without it the session's own limit. */
  readonly timeoutMs?: number;
  /**
   * A name within the step, which stands in the QUERY_TAG. A retried Activity takes up the statement of this name that an
   * earlier attempt sent instead of sending it again. It is the same statement only when its `sql` is the same too;
   * values are not compared.
   */
  readonly resumeAs?: string;
}

/** One row: Snowflake's text of each value by column name, never evaluated; SQL NULL is null. */
export type TextRow = Readonly<Record<string, string | null>>;

/** What a statement that succeeded left behind. */
export interface StatementOutcome {
  readonly queryId: string;
  readonly rows: readonly TextRow[];
  /** Rows inserted, updated and deleted by DML; null for every other statement. */
  readonly changedRows: number | null;
}
