import type { FailureType } from '../pipeline/failure-types.js';
import { SnowflakeError } from './snowflake/errors.js';

/** An error that ends no publication whose switch is, or may be, in the ledger, however often it comes. */
class Unfinished extends SnowflakeError {
  override readonly name = 'Unfinished';
  override readonly type: FailureType;

  constructor({ message, type, code, sqlState, queryId, retryDelayMs }: SnowflakeError) {
    const delay = retryDelayMs === null ? {} : { retryDelayMs };
    super(message, { reaction: 'retry', code, sqlState, queryId, ...delay });
    this.type = type;
  }
}

/**
 * Does what may stand behind a switch in the ledger. No number of attempts ends it, as long as trying again may help: a
 * run must not fail while its version is live. Like an outage it goes on for a day (snowflake/failed-attempts.ts).
 */
export async function toItsEnd<Result>(work: () => Promise<Result>): Promise<Result> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof SnowflakeError) || error.reaction === 'permanent') throw error;
    throw new Unfinished(error);
  }
}
