import { ruleFor, type ErrorSigns } from './error-table.js';
import { SnowflakeConnectionError, SnowflakeError, SnowflakeHandlerError } from './errors.js';
import { handlerFailure } from './handler-traceback.js';
import { withoutValues } from './redaction.js';

const HANDLER_FAILED = '100357';
/** A connection that is down has no requestAsync and calls it all the same; an answer may have no data (driver issue 1092). */
const LOST_SESSION = /requestAsync is not a function|properties of (null|undefined)/;

/** Reads a member of something that the driver threw, whose types promise more than it keeps. */
function member(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined;
}

function textMember(value: unknown, name: string): string | null {
  const found = member(value, name);
  return typeof found === 'string' && found !== '' ? found : null;
}

/** The driver gives codes as numbers and as texts, with and without leading zeros; -1 stands for none. */
function codeOf(error: unknown): string | null {
  const code = member(error, 'code');
  if (typeof code === 'number') return code < 0 ? null : String(code).padStart(6, '0');
  if (typeof code !== 'string' || code === '') return null;
  return /^\d+$/.test(code) ? code.padStart(6, '0') : code;
}

/** Node's own code of a network fault lies beneath the driver's 401001. */
function networkCode(error: unknown): string | null {
  const cause = member(error, 'cause');
  return textMember(cause, 'code') ?? textMember(member(cause, 'cause'), 'code');
}

function signsOf(error: unknown): ErrorSigns {
  const status = member(member(error, 'response'), 'statusCode');
  const code = codeOf(error);
  return {
    code: code === '401001' ? (networkCode(error) ?? code) : code,
    sqlState: textMember(error, 'sqlState') ?? textMember(member(error, 'data'), 'sqlState'),
    httpStatus: typeof status === 'number' && status !== 200 ? status : null,
    message: textMember(error, 'message') ?? '',
  };
}

/**
 * What the driver threw as a SnowflakeError, classified and redacted; a SnowflakeError passes unchanged.
 * `queryId` is the statement that was waited for, when the driver's error does not name one.
 */
export function snowflakeError(error: unknown, queryId: string | null = null): SnowflakeError {
  if (error instanceof SnowflakeError) return error;
  const signs = signsOf(error);
  const statement = textMember(member(error, 'data'), 'queryId') ?? queryId;
  const identity = { code: signs.code, sqlState: signs.sqlState, queryId: statement };
  if (signs.code === HANDLER_FAILED) {
    const { type, message } = handlerFailure(signs.message);
    return new SnowflakeHandlerError(type, message, identity);
  }
  if (error instanceof TypeError && LOST_SESSION.test(error.message)) {
    return new SnowflakeConnectionError('the driver lost its session', {
      ...identity,
      reaction: 'reconnect',
    });
  }
  const { as: ErrorClass, advice, ...treatment } = ruleFor(signs);
  return new ErrorClass(messageOf(signs, advice), { ...identity, ...treatment });
}

function messageOf({ code, sqlState, httpStatus, message }: ErrorSigns, advice?: string): string {
  // 22: data exceptions, which quote the value that did not fit. Without it the text may tell.
  const said = withoutValues(message, sqlState?.startsWith('22') !== true);
  const number =
    code === null ? '' : ` (${httpStatus === null ? code : `${code}, HTTP ${httpStatus}`})`;
  const sentence = `Snowflake${number}: ${said === '' ? 'no message' : said}`;
  return advice === undefined ? sentence : `${sentence.replace(/\.$/, '')}. ${advice}`;
}
