import type { FailureType } from '../../pipeline/failure-types.js';

/**
 * What may be done about an error. `retry`: again, on the same session. `reconnect`: again, on a new session.
 * `unknown`: the statement may have taken effect; whoever sends it again must be able to meet its effect.
 * `cancelled`: someone ended it. `permanent`: the same again would fail the same way.
 */
export type Reaction = 'retry' | 'reconnect' | 'unknown' | 'cancelled' | 'permanent';

/** Whether another attempt would be in vain, or against somebody's will. */
export function endsAttempts(reaction: Reaction): boolean {
  return reaction === 'permanent' || reaction === 'cancelled';
}

export interface SnowflakeErrorDetails {
  readonly reaction: Reaction;
  /** Six digits for Snowflake's and the driver's own codes, a word for Node's; null when there was none. */
  readonly code: string | null;
  readonly sqlState: string | null;
  readonly queryId: string | null;
  /** How many attempts of an Activity may end with this error before it counts as permanent. */
  readonly maxAttempts?: number;
  /** How long to wait before the next attempt, when longer than usual. */
  readonly retryDelayMs?: number;
}

/**
 * Anything that went wrong between us and Snowflake. The message is redacted: no row values, no literals, no secrets.
 * There is no `cause`: the driver's own errors hold all of these, and Temporal would store them.
 */
export abstract class SnowflakeError extends Error {
  abstract readonly type: FailureType;
  readonly reaction: Reaction;
  readonly code: string | null;
  readonly sqlState: string | null;
  readonly queryId: string | null;
  readonly maxAttempts: number | null;
  readonly retryDelayMs: number | null;

  constructor(message: string, details: SnowflakeErrorDetails) {
    super(message);
    this.reaction = details.reaction;
    this.code = details.code;
    this.sqlState = details.sqlState;
    this.queryId = details.queryId;
    this.maxAttempts = details.maxAttempts ?? null;
    this.retryDelayMs = details.retryDelayMs ?? null;
  }
}

/** The login was refused: user, key, token, role or network policy. */
export class SnowflakeAuthenticationError extends SnowflakeError {
  override readonly name = 'SnowflakeAuthenticationError';
  override readonly type = 'SnowflakeAuthentication';
}

/** No answer, or the session is gone. */
export class SnowflakeConnectionError extends SnowflakeError {
  override readonly name = 'SnowflakeConnectionError';
  override readonly type = 'SnowflakeConnection';
}

/** Snowflake is busy or had a fault of its own. */
export class SnowflakeTransientError extends SnowflakeError {
  override readonly name = 'SnowflakeTransientError';
  override readonly type = 'SnowflakeTransient';
}

/** A resource monitor has used up its credits; a Schedule pauses until somebody gives it more. */
export class SnowflakeQuotaError extends SnowflakeError {
  override readonly name = 'SnowflakeQuotaError';
  override readonly type = 'SnowflakeQuota';
}

/** Snowflake refused the statement, or it failed: bad SQL, a missing object or privilege, bad data. */
export class SnowflakeStatementError extends SnowflakeError {
  override readonly name = 'SnowflakeStatementError';
  override readonly type = 'SnowflakeStatement';
}

/** A Python handler raised, within a stored procedure or a function. */
export class SnowflakeHandlerError extends SnowflakeError {
  override readonly name = 'SnowflakeHandlerError';
  override readonly type: 'UserCode' | 'SourceData' | 'ArtifactChanged' | 'LockBroken' | 'Fenced';

  constructor(
    type: SnowflakeHandlerError['type'],
    message: string,
    details: Omit<SnowflakeErrorDetails, 'reaction'>,
  ) {
    super(message, { ...details, reaction: 'permanent' });
    this.type = type;
  }
}

/** The statement took longer than it may; trying again would take as long. */
export class SnowflakeTimeoutError extends SnowflakeError {
  override readonly name = 'SnowflakeTimeoutError';
  override readonly type = 'SnowflakeTimeout';
}

/** Someone other than us cancelled the statement. */
export class SnowflakeCancelledError extends SnowflakeError {
  override readonly name = 'SnowflakeCancelledError';
  override readonly type = 'SnowflakeCancelled';
}

/** The rows of a result do not fit what was expected of them. */
export class SnowflakeRowsError extends SnowflakeError {
  override readonly name = 'SnowflakeRowsError';
  override readonly type = 'SnowflakeRows';
}
