import { SnowflakeError } from './snowflake/errors.js';
import { StepProblem } from './step-problem.js';

/** Whether trying again would end the same. */
export function isFinal(error: unknown): error is StepProblem | SnowflakeError {
  if (error instanceof SnowflakeError) return error.reaction === 'permanent';
  return error instanceof StepProblem;
}
