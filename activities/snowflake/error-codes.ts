import {
  BUSY,
  BUSY_FOR_A_WHILE,
  CANCELLED,
  FORGOTTEN,
  INTERNAL,
  LOCKED,
  LOGIN_FAILED,
  LOGIN_REFUSED,
  MISCONFIGURED,
  NETWORK_POLICY,
  NO_ANSWER,
  REFUSED,
  RESOURCE_MONITOR,
  SESSION_GONE,
  TIMED_OUT,
  TOKEN_REFUSED,
  WRONG_ANSWER,
  type ErrorRule,
} from './error-rule.js';

/** What the server says to a login or about a session. */
const OF_SESSIONS: Readonly<Record<string, ErrorRule>> = {
  '390100': {
    ...LOGIN_REFUSED,
    advice:
      'Check user and credentials, and restart the Worker: so that the user is not locked, it does not try again for five minutes.',
  },
  '390101': { ...LOGIN_REFUSED, advice: 'The user is disabled.' },
  '390102': {
    ...LOGIN_REFUSED,
    reaction: 'retry',
    maxAttempts: 2,
    retryDelayMs: 15 * 60_000,
    advice: 'The user is locked for a while, or until somebody unlocks it.',
  },
  '390104': SESSION_GONE,
  '390110': LOGIN_REFUSED,
  '390111': SESSION_GONE,
  '390112': SESSION_GONE,
  '390113': SESSION_GONE,
  '390114': SESSION_GONE,
  '390115': SESSION_GONE,
  // A JWT is signed anew at each login: clock skew or a slow login may be over by then.
  '390144': {
    ...LOGIN_REFUSED,
    reaction: 'reconnect',
    maxAttempts: 4,
    retryDelayMs: 5_000,
    advice: "Check the user's RSA_PUBLIC_KEY, the account's name and this host's clock.",
  },
  '390189': { ...LOGIN_REFUSED, advice: 'The role does not exist or is not granted to the user.' },
  '390195': LOGIN_REFUSED,
  '390201': {
    ...LOGIN_REFUSED,
    advice: 'The database, schema or warehouse is missing, or the role lacks USAGE on it.',
  },
  '390303': TOKEN_REFUSED,
  '390318': TOKEN_REFUSED,
  '390400': LOGIN_REFUSED,
  '390422': NETWORK_POLICY,
  '390432': NETWORK_POLICY,
};

/** What the server says about a statement. */
const OF_STATEMENTS: Readonly<Record<string, ErrorRule>> = {
  '000603': INTERNAL,
  '000604': CANCELLED,
  '000606': {
    ...REFUSED,
    advice: 'The connection names no warehouse, or its role lacks USAGE on it.',
  },
  '000608': {
    ...BUSY,
    maxAttempts: 3,
    retryDelayMs: 10_000,
    advice: 'The warehouse is suspended and does not resume.',
  },
  '000625': { ...BUSY, maxAttempts: 10, retryDelayMs: 60_000 },
  '000630': TIMED_OUT,
  '000635': LOCKED,
  '000639': LOCKED,
  '000707': FORGOTTEN,
  '000709': FORGOTTEN,
  '000710': FORGOTTEN,
  '000900': REFUSED,
  '000904': REFUSED,
  '000906': REFUSED,
  '001003': REFUSED,
  '001998': REFUSED,
  '002002': REFUSED,
  '002003': REFUSED,
  '002043': REFUSED,
  '003001': REFUSED,
  '003013': REFUSED,
  '003041': REFUSED,
  '090073': RESOURCE_MONITOR,
  '100035': REFUSED,
  '100038': REFUSED,
  '100040': REFUSED,
  '100046': REFUSED,
  '391908': REFUSED,
};

const REVOKED = "The server's certificate is revoked";

/** What the driver and Node say by themselves. */
const OF_DRIVER: Readonly<Record<string, ErrorRule>> = {
  '401001': NO_ANSWER,
  '401002': NO_ANSWER,
  '401003': WRONG_ANSWER,
  '401004': SESSION_GONE,
  '402001': BUSY_FOR_A_WHILE,
  '402002': BUSY_FOR_A_WHILE,
  '405501': SESSION_GONE,
  '405502': SESSION_GONE,
  '405503': SESSION_GONE,
  '405505': MISCONFIGURED,
  '405506': MISCONFIGURED,
  '405507': MISCONFIGURED,
  '407001': SESSION_GONE,
  '407002': SESSION_GONE,
  '412001': { ...MISCONFIGURED, advice: `${REVOKED}.` },
  '413001': { ...MISCONFIGURED, advice: `${REVOKED}, or its list is not to be had.` },
  '460001': MISCONFIGURED,
  '460002': NO_ANSWER,
  // The driver's word for a statement that waits for a lock as well.
  '460003': NO_ANSWER,
  EACCES: MISCONFIGURED,
  EISDIR: MISCONFIGURED,
  ENOENT: MISCONFIGURED,
  EPERM: MISCONFIGURED,
};

const BY_CODE: Readonly<Record<string, ErrorRule>> = {
  ...OF_SESSIONS,
  ...OF_STATEMENTS,
  ...OF_DRIVER,
};

const NOT_TRUSTED = {
  ...MISCONFIGURED,
  advice: "The server's TLS certificate is not to be trusted.",
};

/** Codes of a kind, for those that have no row of their own; the first that fits. */
const BY_FAMILY: readonly (readonly [RegExp, ErrorRule])[] = [
  [
    /CERT|SELF_SIGNED|UNABLE_TO_|CRL|INVALID_CA|HOSTNAME_|ERR_TLS|ERR_SSL|ERR_OSSL|EPROTO/,
    NOT_TRUSTED,
  ],
  [
    /^(E[A-Z]+|(EAI|HPE|UND_ERR|Z)_\w+|ERR_NETWORK|ERR_BAD_RESPONSE|ERR_STREAM_PREMATURE_CLOSE)$/,
    NO_ANSWER,
  ],
  // A login that is refused for a reason nobody knows is no reason to lock the user.
  [/^390\d{3}$/, LOGIN_FAILED],
  [/^(403|404|409|450)\d{3}$/, MISCONFIGURED],
  [/^412\d{3}$/, WRONG_ANSWER],
];

/** By code: the server's, the driver's own (401001 and up) or Node's; undefined for one that nobody knows. */
export function ruleOfCode(code: string): ErrorRule | undefined {
  const known = Object.hasOwn(BY_CODE, code) ? BY_CODE[code] : undefined;
  return known ?? BY_FAMILY.find(([family]) => family.test(code))?.[1];
}
