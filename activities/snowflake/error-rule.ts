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

/** The statement will be refused again, or fail again. */
export const REFUSED = { as: SnowflakeStatementError, reaction: 'permanent' } as const;
/** Never tried again by itself: a few tries in vain lock the user. */
export const LOGIN_REFUSED = { as: SnowflakeAuthenticationError, reaction: 'permanent' } as const;
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
export const MISCONFIGURED = { as: SnowflakeConnectionError, reaction: 'permanent' } as const;
export const BUSY = { as: SnowflakeTransientError, reaction: 'retry' } as const;
export const LOCKED = { ...BUSY, maxAttempts: 5, retryDelayMs: 10_000 };
export const INTERNAL = {
  as: SnowflakeTransientError,
  reaction: 'unknown',
  maxAttempts: 3,
} as const;
/** Snowflake does not know the statement or has no result of it: it may never have come, or have ended long ago. */
export const FORGOTTEN = INTERNAL;
export const TIMED_OUT = { as: SnowflakeTimeoutError, reaction: 'permanent' } as const;
export const CANCELLED = { as: SnowflakeCancelledError, reaction: 'cancelled' } as const;
export const RESOURCE_MONITOR = {
  as: SnowflakeQuotaError,
  reaction: 'permanent',
  advice: 'A resource monitor has used up its quota: raise it, or wait for its next period.',
} as const;
