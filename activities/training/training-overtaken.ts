import type { Run } from '../../pipeline/run.js';
import { SnowflakeError } from '../snowflake/errors.js';

/** More statements at once than this no run has: each is of an attempt that nobody waits for any more. */
const MAX_ATTEMPTS = 10;

/**
 * Another statement has taken the fence of a run's training. Whoever is the current attempt has to look again; Temporal
 * does not listen to any other.
 */
export class TrainingOvertaken extends SnowflakeError {
  override readonly name = 'TrainingOvertaken';
  override readonly type = 'Fenced';

  constructor(run: Pick<Run, 'id'>, queryId: string | null) {
    super(
      `Another statement took the fence of the training of run ${run.id}; its result is looked for.`,
      { reaction: 'retry', maxAttempts: MAX_ATTEMPTS, code: null, sqlState: null, queryId },
    );
  }
}
