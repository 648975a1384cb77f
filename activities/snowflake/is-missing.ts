import { SnowflakeStatementError } from './errors.js';

/** Of an object that is not there, or that this role may not see: Snowflake does not tell which. */
const MISSING_OR_FORBIDDEN = '002003';
const INVALID_IDENTIFIER = '000904';

/** Whether a statement failed because it names an object that is missing or forbidden. */
export function isMissing(error: unknown): error is SnowflakeStatementError {
  return failedWith(error, MISSING_OR_FORBIDDEN);
}

/** Whether a statement failed because it names a column that a table does not have. */
export function isMissingColumn(error: unknown): error is SnowflakeStatementError {
  return failedWith(error, INVALID_IDENTIFIER);
}

function failedWith(error: unknown, code: string): error is SnowflakeStatementError {
  return error instanceof SnowflakeStatementError && error.code === code;
}
