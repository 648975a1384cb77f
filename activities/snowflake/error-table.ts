import { ruleOfCode } from './error-codes.js';
import {
  BUSY,
  BUSY_FOR_A_WHILE,
  CANCELLED,
  FORBIDDEN,
  INTERNAL,
  LOCKED,
  LOGIN_REFUSED,
  MISCONFIGURED,
  NETWORK_POLICY,
  NO_ANSWER,
  REFUSED,
  RESOURCE_MONITOR,
  SESSION_GONE,
  type ErrorRule,
} from './error-rule.js';

/** What is known of an error before it is classified. */
export interface ErrorSigns {
  /** Six digits, or Node's word such as ECONNRESET; null when there is none. */
  readonly code: string | null;
  readonly sqlState: string | null;
  readonly httpStatus: number | null;
  readonly message: string;
}

/** In English: Snowflake's messages are in no other language. */
const BY_MESSAGE: readonly (readonly [RegExp, ErrorRule])[] = [
  [/is not allowed to access Snowflake/i, NETWORK_POLICY],
  [/resource monitor/i, RESOURCE_MONITOR],
  [/\block\b.*\b(timeout|timed out|wait)/i, LOCKED],
  [/\bthrottl|\btoo many requests\b/i, { ...BUSY, maxAttempts: 10, retryDelayMs: 10_000 }],
];

const BY_SQL_STATE: readonly (readonly [string, ErrorRule])[] = [
  ['02', REFUSED],
  ['08', SESSION_GONE],
  ['0A', REFUSED],
  ['21', REFUSED],
  ['22', REFUSED],
  ['23', REFUSED],
  ['28', LOGIN_REFUSED],
  ['3D', REFUSED],
  ['3F', REFUSED],
  ['40', LOCKED],
  ['42', REFUSED],
  ['53', BUSY_FOR_A_WHILE],
  ['54', REFUSED],
  ['57014', CANCELLED],
  // Raised by a script or a handler: the same again would raise it again.
  ['P0', REFUSED],
];

/** By the status of an HTTP answer that is not Snowflake's: a load balancer, a proxy or a gateway. */
function ruleOfHttpStatus(status: number): ErrorRule {
  if (status === 429) return { ...BUSY, retryDelayMs: 10_000 };
  if (status === 408 || status >= 500) return NO_ANSWER;
  if (status === 401) return SESSION_GONE;
  return status === 403 ? FORBIDDEN : MISCONFIGURED;
}

/**
 * The one place that decides how an error is to be treated: by HTTP status, code, message or SQLSTATE, whichever comes
 * first. What nobody knows gets three attempts, and five when it has not even a code.
 */
export function ruleFor({ code, sqlState, httpStatus, message }: ErrorSigns): ErrorRule {
  if (httpStatus !== null && code !== '401004') return ruleOfHttpStatus(httpStatus);
  return (
    (code === null ? undefined : ruleOfCode(code)) ??
    BY_MESSAGE.find(([pattern]) => pattern.test(message))?.[1] ??
    BY_SQL_STATE.find(([prefix]) => sqlState?.startsWith(prefix) === true)?.[1] ??
    (code === null ? { ...INTERNAL, maxAttempts: 5 } : INTERNAL)
  );
}
