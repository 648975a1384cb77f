import type { TrainingKey } from '../../pipeline/training.js';
import { SnowflakeError } from '../snowflake/errors.js';
import { trainingText } from './training-text.js';

/** More statements at once than this no training has: each is of an attempt that nobody waits for any more. */
const MAX_ATTEMPTS = 10;

/**
 * Another statement has taken the fence of a training. Whoever is the current attempt has to look again; Temporal
 * does not listen to any other.
 */
export class TrainingOvertaken extends SnowflakeError {
  override readonly name = 'TrainingOvertaken';
  override readonly type = 'Fenced';

  constructor(training: TrainingKey, queryId: string | null) {
    super(
      `Another statement took the fence of the ${trainingText(training)}; its result is looked for.`,
      { reaction: 'retry', maxAttempts: MAX_ATTEMPTS, code: null, sqlState: null, queryId },
    );
  }
}
