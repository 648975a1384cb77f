import {
  SnowflakeAuthenticationError,
  SnowflakeCancelledError,
  SnowflakeConnectionError,
  SnowflakeQuotaError,
  SnowflakeStatementError,
  SnowflakeTimeoutError,
  SnowflakeTransientError,
  type Reaction,
  type SnowflakeError,
  type SnowflakeErrorDetails,
} from './errors.js';

type ErrorClass = new (message: string, details: SnowflakeErrorDetails) => SnowflakeError;

/** How an error is to be treated. */
export interface ErrorRule {
  readonly as: ErrorClass;
  readonly reaction: Reaction;
  readonly maxAttempts?: number;
  readonly retryDelayMs?: number;
  /** What the reader can do about it. */
  readonly advice?: string;
}

/** Between the attempts of an error that has few of them: Temporal's own first pauses would use them up in a second. */
const PAUSE = { retryDelayMs: 5_000 } as const;

/** The statement will be refused again, or fail again. */
export const REFUSED = { as: SnowflakeStatementError, reaction: 'permanent' } as const;
/** Never tried again by itself: a few tries in vain lock the user. */
export const LOGIN_REFUSED = { as: SnowflakeAuthenticationError, reaction: 'permanent' } as const;
/** For a reason that nobody knows. */
export const LOGIN_FAILED = {
  ...LOGIN_REFUSED,
  ...PAUSE,
  reaction: 'reconnect',
  maxAttempts: 2,
} as const;
export const NETWORK_POLICY = {
  ...LOGIN_REFUSED,
  advice: "A network policy of the account or the user refuses this host's address.",
};
/** The next login re-reads a token's file, which may have a new one by then. */
export const TOKEN_REFUSED = {
  ...LOGIN_REFUSED,
  reaction: 'reconnect',
  maxAttempts: 2,
  retryDelayMs: 30_000,
  advice: 'The OAuth token is expired or invalid: renew it.',
} as const;
export const SESSION_GONE = { as: SnowflakeConnectionError, reaction: 'reconnect' } as const;
export const NO_ANSWER = { as: SnowflakeConnectionError, reaction: 'unknown' } as const;
/** An answer that is none: by a proxy perhaps, which may let pass the next one. */
export const WRONG_ANSWER = { ...NO_ANSWER, ...PAUSE, maxAttempts: 5 } as const;
export const MISCONFIGURED = { as: SnowflakeConnectionError, reaction: 'permanent' } as const;
/** A proxy may refuse once and let pass the next time. */
export const FORBIDDEN = { ...MISCONFIGURED, ...PAUSE, reaction: 'retry', maxAttempts: 2 } as const;
export const BUSY = { as: SnowflakeTransientError, reaction: 'retry' } as const;
export const BUSY_FOR_A_WHILE = { ...BUSY, ...PAUSE, maxAttempts: 5 } as const;
export const LOCKED = { ...BUSY_FOR_A_WHILE, retryDelayMs: 10_000 };
export const INTERNAL = {
  as: SnowflakeTransientError,
  reaction: 'unknown',
  maxAttempts: 3,
  ...PAUSE,
} as const;
/** Snowflake does not know the statement or has no result of it: it may never have come, or have ended long ago. */
export const FORGOTTEN = { ...INTERNAL };
export const TIMED_OUT = { as: SnowflakeTimeoutError, reaction: 'permanent' } as const;
export const CANCELLED = { as: SnowflakeCancelledError, reaction: 'cancelled' } as const;
export const RESOURCE_MONITOR = {
  as: SnowflakeQuotaError,
  reaction: 'permanent',
  advice: 'A resource monitor has used up its quota: raise it, or wait for its next period.',
} as const;
