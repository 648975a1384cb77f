import {
  SnowflakeAuthenticationError,
  SnowflakeCancelledError,
  SnowflakeConnectionError,
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

/** What is known of an error before it is classified. */
export interface ErrorSigns {
  /** Six digits, or Node's word such as ECONNRESET; null when there is none. */
  readonly code: string | null;
  readonly sqlState: string | null;
  readonly httpStatus: number | null;
  readonly message: string;
}

const refused = { as: SnowflakeStatementError, reaction: 'permanent' } as const;
const loginRefused = { as: SnowflakeAuthenticationError, reaction: 'permanent' } as const;
const sessionGone = { as: SnowflakeConnectionError, reaction: 'reconnect' } as const;
const noAnswer = { as: SnowflakeConnectionError, reaction: 'unknown' } as const;
const misconfigured = { as: SnowflakeConnectionError, reaction: 'permanent' } as const;
const busy = { as: SnowflakeTransientError, reaction: 'retry' } as const;

const NETWORK_POLICY = {
  ...loginRefused,
  advice: "A network policy of the account or the user refuses this host's address.",
};
const RESOURCE_MONITOR = {
  ...refused,
  advice: 'A resource monitor has used up its quota: raise it, or wait for its next period.',
};
/** Snowflake does not know the statement or has no result of it: it may never have come, or have ended long ago. */
const forgotten = { as: SnowflakeTransientError, reaction: 'unknown', maxAttempts: 3 } as const;
const LOCKED = { ...busy, maxAttempts: 5, retryDelayMs: 10_000 };

/** By code: the server's first, then the driver's own (401001 and up). Whatever is not here, goes by its other signs. */
const BY_CODE: Readonly<Record<string, ErrorRule>> = {
  '390100': { ...loginRefused, advice: 'Check user and credentials; tries in vain lock a user.' },
  '390101': loginRefused,
  '390102': { ...loginRefused, reaction: 'retry', maxAttempts: 2, retryDelayMs: 15 * 60_000 },
  '390104': sessionGone,
  '390110': loginRefused,
  '390111': sessionGone,
  '390112': sessionGone,
  '390113': sessionGone,
  '390114': sessionGone,
  '390115': sessionGone,
  // A JWT is signed anew at each login: clock skew or a slow login may be over by then.
  '390144': {
    ...loginRefused,
    reaction: 'reconnect',
    maxAttempts: 4,
    retryDelayMs: 5_000,
    advice: "Check the user's RSA_PUBLIC_KEY, the account's name and this host's clock.",
  },
  '390189': { ...loginRefused, advice: 'The role does not exist or is not granted to the user.' },
  '390195': loginRefused,
  '390201': loginRefused,
  '390303': loginRefused,
  '390318': loginRefused,
  '390400': loginRefused,
  '390422': NETWORK_POLICY,
  '390432': NETWORK_POLICY,
  '000603': { as: SnowflakeTransientError, reaction: 'unknown', maxAttempts: 3 },
  '000604': { as: SnowflakeCancelledError, reaction: 'cancelled' },
  '000606': {
    ...refused,
    advice: 'The connection names no warehouse, or its role lacks USAGE on it.',
  },
  '000608': { ...busy, maxAttempts: 3, advice: 'The warehouse is suspended and does not resume.' },
  '000625': { ...busy, maxAttempts: 10, retryDelayMs: 60_000 },
  '000630': { as: SnowflakeTimeoutError, reaction: 'permanent' },
  '000635': LOCKED,
  '000639': LOCKED,
  '000707': forgotten,
  '000709': forgotten,
  '000710': forgotten,
  '000900': refused,
  '000904': refused,
  '000906': refused,
  '001003': refused,
  '001998': refused,
  '002002': refused,
  '002003': refused,
  '002043': refused,
  '003001': refused,
  '003013': refused,
  '003041': refused,
  '090073': RESOURCE_MONITOR,
  '100035': refused,
  '391908': refused,
  '401001': noAnswer,
  '401003': { ...noAnswer, maxAttempts: 5 },
  '401004': sessionGone,
  '402001': { ...busy, maxAttempts: 5 },
  '402002': { ...busy, maxAttempts: 5 },
  '405501': sessionGone,
  '405502': sessionGone,
  '405503': sessionGone,
  '407001': sessionGone,
  '407002': sessionGone,
  '412001': { ...misconfigured, advice: "The server's certificate is revoked." },
  '413001': {
    ...misconfigured,
    advice: "The server's certificate is revoked, or its list is not to be had.",
  },
  '460001': misconfigured,
  '460002': noAnswer,
  EACCES: misconfigured,
  EISDIR: misconfigured,
  ENOENT: misconfigured,
  EPERM: misconfigured,
};

const TLS_CODE = /CERT|SELF_SIGNED|ERR_TLS|ERR_SSL|ERR_OSSL|EPROTO/;
const NETWORK_CODE = /^(E[A-Z]+|UND_ERR_\w+)$/;
const CONFIGURATION_CODE = /^(403|404|409|450)\d{3}$|^40550[67]$/;

const BY_MESSAGE: readonly (readonly [RegExp, ErrorRule])[] = [
  [/is not allowed to access Snowflake/i, NETWORK_POLICY],
  [/resource monitor/i, RESOURCE_MONITOR],
  [/\block\b.*\b(timeout|timed out|wait)/i, LOCKED],
];

const BY_SQL_STATE: readonly (readonly [string, ErrorRule])[] = [
  ['08', sessionGone],
  ['0A', refused],
  ['22', refused],
  ['23', refused],
  ['28', loginRefused],
  ['40', LOCKED],
  ['42', refused],
  ['53', { ...busy, maxAttempts: 5 }],
  ['57014', { as: SnowflakeCancelledError, reaction: 'cancelled' }],
];

/** By the status of an HTTP answer that is not Snowflake's: a load balancer, a proxy or a gateway. */
function ruleOfHttpStatus(status: number): ErrorRule {
  if (status === 429) return { ...busy, retryDelayMs: 10_000 };
  if (status === 408 || status >= 500) return noAnswer;
  if (status === 401) return sessionGone;
  // A proxy may refuse once and let pass the next time.
  return status === 403 ? { ...misconfigured, reaction: 'retry', maxAttempts: 2 } : misconfigured;
}

function ruleOfCode(code: string): ErrorRule | undefined {
  const known = Object.hasOwn(BY_CODE, code) ? BY_CODE[code] : undefined;
  if (known !== undefined) return known;
  if (TLS_CODE.test(code))
    return { ...misconfigured, advice: "The server's TLS certificate is not to be trusted." };
  if (NETWORK_CODE.test(code)) return noAnswer;
  return CONFIGURATION_CODE.test(code) ? misconfigured : undefined;
}

/** Decides how an error is to be treated. What nobody knows gets three attempts. */
export function ruleFor({ code, sqlState, httpStatus, message }: ErrorSigns): ErrorRule {
  if (httpStatus !== null && code !== '401004') return ruleOfHttpStatus(httpStatus);
  return (
    (code === null ? undefined : ruleOfCode(code)) ??
    BY_MESSAGE.find(([pattern]) => pattern.test(message))?.[1] ??
    BY_SQL_STATE.find(([prefix]) => sqlState?.startsWith(prefix) === true)?.[1] ?? {
      as: SnowflakeTransientError,
      reaction: 'unknown',
      maxAttempts: code === null ? 5 : 3,
    }
  );
}
