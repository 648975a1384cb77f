import { StepProblem } from '../step-problem.js';

/** What is wrong with the columns or rows that a features file gives. */
export function refused(file: string, found: string, advice: string): StepProblem {
  return new StepProblem('SourceData', `${file} ${found}. ${advice}`);
}
