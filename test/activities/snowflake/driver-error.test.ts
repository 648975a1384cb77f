import { describe, expect, it } from 'vitest';

import { snowflakeError } from '../../../activities/snowflake/driver-error.js';
import { SnowflakeStatementError } from '../../../activities/snowflake/errors.js';

interface DriverError {
  code?: number | string;
  sqlState?: string;
  message?: string;
  data?: { queryId?: string };
  response?: { statusCode: number };
  cause?: { code?: string };
}

/** An error as the driver makes it: an Error with more members. */
function fromDriver({ message = 'refused', ...members }: DriverError): Error {
  return Object.assign(new Error(message), members);
}

describe('snowflakeError', () => {
  it.each<[string, DriverError, string, string, number | null]>([
    ['a wrong password', { code: '390100' }, 'SnowflakeAuthentication', 'permanent', null],
    ['an invalid JWT', { code: 390144 }, 'SnowflakeAuthentication', 'reconnect', 4],
    ['a role not granted', { code: '390189' }, 'SnowflakeAuthentication', 'permanent', null],
    ['an expired session', { code: '390112' }, 'SnowflakeConnection', 'reconnect', null],
    ['a session gone', { code: '390111' }, 'SnowflakeConnection', 'reconnect', null],
    [
      'an internal error',
      { code: '000603', sqlState: 'XX000' },
      'SnowflakeTransient',
      'unknown',
      3,
    ],
    [
      'a cancellation',
      { code: '000604', sqlState: '57014' },
      'SnowflakeCancelled',
      'cancelled',
      null,
    ],
    [
      'no warehouse',
      { code: '000606', sqlState: '57P03' },
      'SnowflakeStatement',
      'permanent',
      null,
    ],
    ['a warehouse suspended', { code: 608 }, 'SnowflakeTransient', 'retry', 3],
    ['too many waiters', { code: '000625', sqlState: '57014' }, 'SnowflakeTransient', 'retry', 10],
    ['a time-out', { code: '000630', sqlState: '57014' }, 'SnowflakeTimeout', 'permanent', null],
    ['a lost statement', { code: '000709' }, 'SnowflakeTransient', 'unknown', 3],
    ['a lost result', { code: '000710' }, 'SnowflakeTransient', 'unknown', 3],
    [
      'a syntax error',
      { code: '001003', sqlState: '42000' },
      'SnowflakeStatement',
      'permanent',
      null,
    ],
    [
      'a feature that is not there',
      { code: '000002', sqlState: '0A000' },
      'SnowflakeStatement',
      'permanent',
      null,
    ],
    [
      'a missing object',
      { code: '002003', sqlState: '42S02' },
      'SnowflakeStatement',
      'permanent',
      null,
    ],
    [
      'a missing privilege',
      { code: '003001', sqlState: '42501' },
      'SnowflakeStatement',
      'permanent',
      null,
    ],
    [
      'a value that does not fit',
      { code: '100038', sqlState: '22018' },
      'SnowflakeStatement',
      'permanent',
      null,
    ],
    ['a network fault', { code: 401001 }, 'SnowflakeConnection', 'unknown', null],
    [
      'a reset',
      { code: 401001, cause: { code: 'ECONNRESET' } },
      'SnowflakeConnection',
      'unknown',
      null,
    ],
    [
      'a certificate',
      { code: 401001, cause: { code: 'SELF_SIGNED_CERT_IN_CHAIN' } },
      'SnowflakeConnection',
      'permanent',
      null,
    ],
    [
      'HTTP 503',
      { code: 401002, response: { statusCode: 503 } },
      'SnowflakeConnection',
      'unknown',
      null,
    ],
    [
      'HTTP 429',
      { code: 401002, response: { statusCode: 429 } },
      'SnowflakeTransient',
      'retry',
      null,
    ],
    [
      'HTTP 403',
      { code: 401002, response: { statusCode: 403 } },
      'SnowflakeConnection',
      'retry',
      2,
    ],
    [
      'HTTP 404',
      { code: 401002, response: { statusCode: 404 } },
      'SnowflakeConnection',
      'permanent',
      null,
    ],
    [
      'an invalid token over HTTP 401',
      { code: 401004, response: { statusCode: 401 } },
      'SnowflakeConnection',
      'reconnect',
      null,
    ],
    ['a terminated connection', { code: 407002 }, 'SnowflakeConnection', 'reconnect', null],
    ['a driver misused', { code: 409001 }, 'SnowflakeConnection', 'permanent', null],
    ['a missing key file', { code: 'ENOENT' }, 'SnowflakeConnection', 'permanent', null],
  ])('classifies %s', (_, error, type, reaction, maxAttempts) => {
    expect(snowflakeError(fromDriver(error))).toMatchObject({ type, reaction, maxAttempts });
  });

  it.each<[string, DriverError, string]>([
    [
      'a lock time-out',
      { code: '000999', message: 'Lock wait timeout exceeded' },
      'SnowflakeTransient',
    ],
    [
      'a resource monitor',
      { code: '099999', message: "exceeded resource monitor 'M'" },
      'SnowflakeStatement',
    ],
    [
      'a network policy',
      { code: '390999', message: 'IP is not allowed to access Snowflake' },
      'SnowflakeAuthentication',
    ],
    ['a data exception', { code: '100999', sqlState: '22999' }, 'SnowflakeStatement'],
    ['a deadlock', { code: '040001', sqlState: '40001' }, 'SnowflakeTransient'],
  ])('knows %s whose code it does not know', (_, error, type) => {
    expect(snowflakeError(fromDriver(error)).type).toBe(type);
  });

  it.each<[string, DriverError, number]>([
    ['an unknown code', { code: '123456' }, 3],
    ['no code', {}, 5],
    ['the code -1', { code: -1 }, 5],
  ])('gives %s a few attempts', (_, error, maxAttempts) => {
    expect(snowflakeError(fromDriver(error))).toMatchObject({
      type: 'SnowflakeTransient',
      maxAttempts,
    });
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

  it('takes the TypeError of a connection that is down for a lost session', () => {
    const error = new TypeError('currentState.requestAsync is not a function');

    expect(snowflakeError(error)).toMatchObject({
      type: 'SnowflakeConnection',
      reaction: 'reconnect',
    });
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
