import { describe, expect, it } from 'vitest';

import { snowflakeError } from '../../../activities/snowflake/driver-error.js';
import { SnowflakeStatementError, type Reaction } from '../../../activities/snowflake/errors.js';
import type { FailureType } from '../../../pipeline/failure-types.js';

interface DriverError {
  code?: number | string;
  sqlState?: string;
  message?: string;
  data?: { queryId?: string };
  response?: { statusCode: number };
  cause?: { code?: string; cause?: { code: string } };
}

/** An error as the driver makes it: an Error with more members. */
function fromDriver({ message = 'refused', ...members }: DriverError): Error {
  return Object.assign(new Error(message), members);
}

interface Treatment {
  readonly type: FailureType;
  readonly reaction: Reaction;
  readonly maxAttempts: number | null;
}

const refused = { type: 'SnowflakeStatement', reaction: 'permanent', maxAttempts: null } as const;
const loginRefused = { ...refused, type: 'SnowflakeAuthentication' } as const;
const misconfigured = { ...refused, type: 'SnowflakeConnection' } as const;
const sessionGone = { ...misconfigured, reaction: 'reconnect' } as const;
const noAnswer = { ...misconfigured, reaction: 'unknown' } as const;
const internal = { type: 'SnowflakeTransient', reaction: 'unknown', maxAttempts: 3 } as const;
const busy = { ...internal, reaction: 'retry' } as const;

/** Every code that the table knows, in its own row: the server's, the driver's, Node's. */
const CODES: readonly (readonly [string, Treatment])[] = [
  ['390100', loginRefused],
  ['390101', loginRefused],
  ['390102', { ...loginRefused, reaction: 'retry', maxAttempts: 2 }],
  ['390104', sessionGone],
  ['390110', loginRefused],
  ['390111', sessionGone],
  ['390112', sessionGone],
  ['390113', sessionGone],
  ['390114', sessionGone],
  ['390115', sessionGone],
  ['390144', { ...loginRefused, reaction: 'reconnect', maxAttempts: 4 }],
  ['390189', loginRefused],
  ['390195', loginRefused],
  ['390201', loginRefused],
  ['390303', { ...loginRefused, reaction: 'reconnect', maxAttempts: 2 }],
  ['390318', { ...loginRefused, reaction: 'reconnect', maxAttempts: 2 }],
  ['390400', loginRefused],
  ['390422', loginRefused],
  ['390432', loginRefused],
  ['000603', internal],
  ['000604', { type: 'SnowflakeCancelled', reaction: 'cancelled', maxAttempts: null }],
  ['000606', refused],
  ['000608', busy],
  ['000625', { ...busy, maxAttempts: 10 }],
  ['000630', { type: 'SnowflakeTimeout', reaction: 'permanent', maxAttempts: null }],
  ['000635', { ...busy, maxAttempts: 5 }],
  ['000639', { ...busy, maxAttempts: 5 }],
  ['000707', internal],
  ['000709', internal],
  ['000710', internal],
  ['000900', refused],
  ['000904', refused],
  ['000906', refused],
  ['001003', refused],
  ['001998', refused],
  ['002002', refused],
  ['002003', refused],
  ['002043', refused],
  ['003001', refused],
  ['003013', refused],
  ['003041', refused],
  ['090073', { type: 'SnowflakeQuota', reaction: 'permanent', maxAttempts: null }],
  ['100035', refused],
  ['100038', refused],
  ['100040', refused],
  ['100046', refused],
  ['100357', { type: 'UserCode', reaction: 'permanent', maxAttempts: null }],
  ['391908', refused],
  ['401001', noAnswer],
  ['401002', noAnswer],
  ['401003', { ...noAnswer, maxAttempts: 5 }],
  ['401004', sessionGone],
  ['402001', { ...busy, maxAttempts: 5 }],
  ['402002', { ...busy, maxAttempts: 5 }],
  ['403001', misconfigured],
  ['404026', misconfigured],
  ['404045', misconfigured],
  ['405501', sessionGone],
  ['405502', sessionGone],
  ['405503', sessionGone],
  ['405505', misconfigured],
  ['405506', misconfigured],
  ['405507', misconfigured],
  ['407001', sessionGone],
  ['407002', sessionGone],
  ['409001', misconfigured],
  ['412001', misconfigured],
  ['412002', { ...noAnswer, maxAttempts: 5 }],
  ['413001', misconfigured],
  ['450001', misconfigured],
  ['460001', misconfigured],
  ['460002', noAnswer],
  ['460003', noAnswer],
  ['ENOENT', misconfigured],
  ['EACCES', misconfigured],
  ['EISDIR', misconfigured],
  ['EPERM', misconfigured],
];

const NETWORK_CODES: readonly (readonly [string, Treatment])[] = [
  ['ECONNRESET', noAnswer],
  ['ECONNREFUSED', noAnswer],
  ['ETIMEDOUT', noAnswer],
  ['ENOTFOUND', noAnswer],
  ['EAI_AGAIN', noAnswer],
  ['UND_ERR_SOCKET', noAnswer],
  ['HPE_INVALID_CONSTANT', noAnswer],
  ['Z_DATA_ERROR', noAnswer],
  ['Z_BUF_ERROR', noAnswer],
  ['ERR_INVALID_ARG_TYPE', internal],
  ['SELF_SIGNED_CERT_IN_CHAIN', misconfigured],
  ['DEPTH_ZERO_SELF_SIGNED_CERT', misconfigured],
  ['CERT_HAS_EXPIRED', misconfigured],
  ['UNABLE_TO_VERIFY_LEAF_SIGNATURE', misconfigured],
  ['ERR_TLS_CERT_ALTNAME_INVALID', misconfigured],
  ['ERR_OSSL_UNSUPPORTED', misconfigured],
  ['EPROTO', misconfigured],
];

describe('snowflakeError', () => {
  it.each(CODES)('treats %s as its row says, in every form and language', (code, treatment) => {
    const forms = /^\d+$/.test(code) ? [code, Number(code), String(Number(code))] : [code];
    const messages = ['refused', 'Kein Zugriff', '拒绝', ''];
    const errors = forms.flatMap((form) =>
      messages.map((message) => snowflakeError(fromDriver({ code: form, message }))),
    );

    for (const error of errors) expect(error).toMatchObject(treatment);
  });

  it.each(NETWORK_CODES)('treats %s beneath a 401001 as its row says', (code, treatment) => {
    const [direct, wrapped] = [{ code }, { cause: { code } }];

    for (const cause of [direct, wrapped]) {
      expect(snowflakeError(fromDriver({ code: 401001, cause }))).toMatchObject(treatment);
    }
  });

  it.each<[number, Treatment]>([
    [400, misconfigured],
    [401, sessionGone],
    [403, { ...misconfigured, reaction: 'retry', maxAttempts: 2 }],
    [404, misconfigured],
    [408, noAnswer],
    [429, { ...busy, maxAttempts: null }],
    [500, noAnswer],
    [502, noAnswer],
    [503, noAnswer],
    [504, noAnswer],
  ])('goes by HTTP status %i', (statusCode, treatment) => {
    const error = fromDriver({ code: 401002, response: { statusCode } });

    expect(snowflakeError(error)).toMatchObject(treatment);
  });

  it('knows an invalid token, over HTTP 401 as well', () => {
    const error = fromDriver({ code: 401004, response: { statusCode: 401 } });

    expect(snowflakeError(error)).toMatchObject(sessionGone);
  });

  it.each<[string, DriverError, Treatment]>([
    [
      'a lock time-out',
      { code: '000999', message: 'Lock wait timeout exceeded' },
      { ...busy, maxAttempts: 5 },
    ],
    [
      'a resource monitor',
      {
        code: '099999',
        message:
          "Warehouse 'W' cannot be resumed because resource monitor 'M' has exceeded its quota.",
      },
      { type: 'SnowflakeQuota', reaction: 'permanent', maxAttempts: null },
    ],
    [
      'a network policy',
      { code: '250001', message: 'IP is not allowed to access Snowflake' },
      loginRefused,
    ],
    ['throttling', { code: '200001', message: 'Request throttled' }, { ...busy, maxAttempts: 10 }],
    ['a key that is there already', { code: '200001', sqlState: '22000' }, refused],
    ['no more rows', { code: '100999', sqlState: '02000' }, refused],
    ['a lost connection', { code: '100999', sqlState: '08006' }, sessionGone],
    ['a feature that is not there', { code: '000002', sqlState: '0A000' }, refused],
    ['two rows for one', { code: '090150', sqlState: '21000' }, refused],
    ['a data exception', { code: '100999', sqlState: '22999' }, refused],
    ['a violated constraint', { code: '100999', sqlState: '23001' }, refused],
    ['a login refused', { code: '100999', sqlState: '28000' }, loginRefused],
    ['a deadlock', { code: '040001', sqlState: '40001' }, { ...busy, maxAttempts: 5 }],
    ['a syntax error', { code: '100999', sqlState: '42000' }, refused],
    ['too few resources', { code: '100999', sqlState: '53000' }, { ...busy, maxAttempts: 5 }],
    ['a limit', { code: '100999', sqlState: '54001' }, refused],
    [
      'a cancellation',
      { code: '100999', sqlState: '57014' },
      { type: 'SnowflakeCancelled', reaction: 'cancelled', maxAttempts: null },
    ],
    ['an exception of a script', { code: '100132', sqlState: 'P0000' }, refused],
  ])('knows %s whose code has no row', (_, error, treatment) => {
    expect(snowflakeError(fromDriver(error))).toMatchObject(treatment);
  });

  it.each<[string, DriverError, Treatment]>([
    ['an unknown code', { code: '123456' }, internal],
    ['an unknown code that is a number', { code: 77 }, internal],
    ['an unknown SQLSTATE', { code: '123456', sqlState: 'ZZ999' }, internal],
    ['an unknown word', { code: 'whatever' }, internal],
    ['no code', {}, { ...internal, maxAttempts: 5 }],
    ['no message either', { message: '' }, { ...internal, maxAttempts: 5 }],
    ['the code -1', { code: -1 }, { ...internal, maxAttempts: 5 }],
    [
      'a login refused for an unknown reason',
      { code: '390199' },
      { ...loginRefused, reaction: 'reconnect', maxAttempts: 2 },
    ],
  ])('gives %s a few attempts', (_, error, treatment) => {
    expect(snowflakeError(fromDriver(error))).toMatchObject(treatment);
  });

  it.each(['a text', 42, null, undefined, {}])('makes an error of %j', (thrown) => {
    expect(snowflakeError(thrown)).toMatchObject({ ...internal, maxAttempts: 5 });
  });

  it.each([
    ['390102', 15 * 60_000],
    ['390144', 5_000],
    ['000625', 60_000],
    ['000635', 10_000],
    ['000608', 10_000],
    ['000603', 5_000],
    ['402001', 5_000],
    ['390199', 5_000],
    ['123456', 5_000],
    ['ECONNRESET', null],
  ])('has the next attempt for %s wait for %s ms', (code, retryDelayMs) => {
    expect(snowflakeError(fromDriver({ code })).retryDelayMs).toBe(retryDelayMs);
  });

  it('lets its own errors pass', () => {
    const error = new SnowflakeStatementError('no', {
      reaction: 'permanent',
      code: null,
      sqlState: null,
      queryId: null,
    });

    expect(snowflakeError(error)).toBe(error);
  });

  it.each([
    'currentState.requestAsync is not a function',
    "Cannot read properties of null (reading 'queries')",
  ])("takes the driver's TypeError for a lost session: %s", (message) => {
    expect(snowflakeError(new TypeError(message))).toMatchObject(sessionGone);
  });

  it('bounds every other TypeError', () => {
    expect(snowflakeError(new TypeError('x is not iterable'))).toMatchObject({ maxAttempts: 5 });
  });

  it('says code, query id and advice, without the driver as its cause', () => {
    const error = snowflakeError(
      fromDriver({
        code: 606,
        message: 'No active warehouse selected.',
        data: { queryId: '01ab' },
      }),
    );

    expect(error.queryId).toBe('01ab');
    expect(error.message).toBe(
      'Snowflake (000606): No active warehouse selected. The connection names no warehouse, or its role lacks USAGE on it.',
    );
    expect(error.cause).toBeUndefined();
  });
});

describe('the message of a snowflakeError', () => {
  it.each<[string, DriverError, string]>([
    [
      'a name',
      { code: '002003', sqlState: '42S02', message: "Object 'DB.PUBLIC.T' does not exist" },
      "'DB.PUBLIC.T'",
    ],
    [
      'what was wrong',
      { code: '100038', sqlState: '22018', message: "Numeric value 'x' is not recognized" },
      'is not recognized',
    ],
    [
      'the place where a load failed',
      {
        code: '100038',
        sqlState: '22018',
        message: `Numeric value 'x' is not recognized\n  File 'a/my file.csv', line 3, character 5\n  Row 2, column "RAW"["Total Charges":3]`,
      },
      `File 'a/my file.csv', line 3, character 5 Row 2, column "RAW"["Total Charges":3]`,
    ],
    [
      'the place where a load failed, after a value that quotes',
      {
        code: '100038',
        sqlState: '22018',
        message: `Numeric value 'it's "x"' is not recognized\n  File 'a.csv', line 3, character 5\n  Row 2, column "RAW"["Total":3]\n  If you would like to continue loading when an error is encountered, use other values such as 'SKIP_FILE' or 'CONTINUE' for the ON_ERROR option.`,
      },
      `'…' is not recognized File 'a.csv', line 3, character 5 Row 2, column "RAW"["Total":3]`,
    ],
    [
      'the place where a load failed by its row alone, as Snowflake tells it with its advice',
      {
        code: '100144',
        sqlState: '22000',
        message: `Invalid UTF8 detected in string\n  File 'a.csv', line 102, character 7\n  Row 101\n  If you would like to continue loading when an error is encountered, use other values such as 'SKIP_FILE' or 'CONTINUE' for the ON_ERROR option. For more information on loading options, please run 'info loading_data' in a SQL client.`,
      },
      "File 'a.csv', line 102, character 7 Row 101",
    ],
    [
      'the end of the closing quote that a load misses',
      {
        code: '100016',
        sqlState: '22000',
        message: `Found end of file instead of the closing '"'\n  File 'a.csv', line 102, character 7\n  Row 101 starts at line 102, column "RAW"["Total":3]`,
      },
      `File 'a.csv', line 102, character 7 Row 101 starts at line 102, column "RAW"["Total":3]`,
    ],
    [
      'what a value was to become',
      {
        code: '100071',
        sqlState: '22000',
        message: 'Failed to cast variant value {"a":"x"} to FIXED',
      },
      'Failed to cast variant value … to FIXED',
    ],
    [
      'the names after an apostrophe',
      { code: '002003', sqlState: '42S02', message: "It isn't there: 'DB.PUBLIC.T'" },
      "It isn't there: 'DB.PUBLIC.T'",
    ],
    [
      'the place where a load failed, without its SQLSTATE',
      {
        code: '100038',
        message: `Numeric value 'X' is not recognized\n  File 'a.csv', line 3, character 5\n  Row 2, column "RAW"["Total":3]`,
      },
      `'…' is not recognized File 'a.csv', line 3, character 5 Row 2, column "RAW"["Total":3]`,
    ],
    [
      'names beside words for types',
      { code: '000904', sqlState: '42000', message: "invalid identifier 'DATE' of string T.A" },
      "'DATE'",
    ],
    [
      'what is not supported',
      { code: '000002', sqlState: '0A000', message: "Unsupported feature 'function F(A, B)'." },
      "'function F(A, B)'",
    ],
  ])('keeps %s', (_, error, kept) => {
    expect(snowflakeError(fromDriver(error)).message).toContain(kept);
  });

  it.each<[string, DriverError]>([
    [
      'a value that does not fit',
      { code: '100038', sqlState: '22018', message: "Numeric value 'CANARY' is not recognized" },
    ],
    ...[
      "Numeric value 'CANARY\nX' is not recognized",
      "Timestamp 'CANARY\r\n2' is not recognized",
      "Numeric value 'O'CANARY' is not recognized",
      "Numeric value 'O' or 'CANARY' is not recognized",
      `column "A": Numeric value 'x" CANARY' is not recognized`,
      "User character length limit (3) exceeded by string 'it's CANARY's string'",
      "Can't parse 'x' as 'CANARY'",
      "Numeric value 'CANARY",
      "Numeric value 'x\n  File 'CANARY', line 3, character 5' is not recognized",
      'Duplicate row. Row Values: [a]CANARY, b]',
      'Duplicate row. Row Values: [a]\n[CANARY',
      'Failed to cast variant value {"a":"x","b":CANARY2}',
      'Failed to cast variant value [["x"], CANARY] to FIXED',
      'Failed to cast variant value CANARY to REAL',
      'Number out of representable range: type FIXED[SB4](9,0){nullable}, value CANARY',
    ].map((message): [string, DriverError] => [
      `a value, wherever it ends: ${message}`,
      { code: '100038', sqlState: '22018', message },
    ]),
    ...[
      "Numeric value 'CANARY' is not recognized",
      "Numeric value 'O'CANARY' is not recognized",
      "Numeric value 'CANARY",
      "Boolean value 'CANARY' is not recognized",
      "Date 'CANARY' is not recognized",
      "Time 'CANARY' is not recognized",
      "Timestamp 'CANARY' is not recognized",
      "Timestamp 'A\nCANARY' is not recognized",
      "String 'CANARY' is too long and would be truncated",
      "String 'CANARY' cannot be inserted because it's bigger than column size",
      "User character length limit (3) exceeded by string 'CANARY'",
      "Can't parse 'CANARY' as date with format 'YYYY'",
      'Error parsing JSON: unknown keyword "CANARY", pos 6',
      "The following string is not a legal hex-encoded value: 'CANARY'",
      'Failed to cast variant value "CANARY" to FIXED',
      'Number out of representable range: type FIXED[SB4](9,0){nullable}, value CANARY',
      `Failed to cast variant value "CANARY" to FIXED\n  File 'a.csv', line 3, character 5`,
      "DML operation to table DB.T failed on column A with error: Numeric value 'CANARY' is not recognized",
      "Uncaught exception of type 'STATEMENT_ERROR' on line 5 at position 8 : Numeric value 'CANARY' is not recognized",
    ].flatMap((message): [string, DriverError][] => [
      [`a value that no SQLSTATE tells of: ${message}`, { code: '100038', message }],
      [`a value in an exception of a script: ${message}`, { sqlState: 'P0000', message }],
    ]),
    [
      'a literal of two lines',
      { code: '001003', sqlState: '42000', message: "unexpected 'x\nCANARY'" },
    ],
    [
      'a literal with an apostrophe',
      { code: '001003', sqlState: '42000', message: "unexpected 'it's the CANARY'." },
    ],
    ['a binary literal', { code: '001003', sqlState: '42000', message: "unexpected X'canary'" }],
    ['a literal', { code: '001003', sqlState: '42000', message: "unexpected 'canary value'" }],
    [
      'row values',
      { code: '100035', sqlState: '22000', message: 'Duplicate row. Row Values: [1, "CANARY"]' },
    ],
    ['a token', { code: '000603', message: 'bad token: CANARY123' }],
    ['a JWT', { code: '390144', message: 'JWT eyJhbGciOi.CANARY.x is invalid' }],
    ['a session token', { code: '390112', message: 'expired ver:1-hint:1-CANARY' }],
    ['a signed URL', { code: 402001, message: 'https://x.blob/y?se=1&sig=CANARY%2B' }],
    [
      'a key',
      { code: '403001', message: '-----BEGIN PRIVATE KEY-----\nCANARY\n-----END PRIVATE KEY-----' },
    ],
  ])('hides %s', (_, error) => {
    expect(snowflakeError(fromDriver(error)).message).not.toMatch(/canary/i);
  });
});
