import type { Run } from '../../pipeline/run.js';
import { StepProblem } from '../step-problem.js';

/** A run whose verdict is not one of its own artifact, snapshot, policy and evidence. */
export function mayNotPublish(run: Pick<Run, 'id'>, reason: string): StepProblem {
  return new StepProblem(
    'GateNotPassed',
    `Run ${run.id} may not publish: ${reason}. Start it again.`,
  );
}
