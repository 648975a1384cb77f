import {
  ActivityFailure,
  ApplicationFailure,
  CancellationScope,
  CancelledFailure,
  TimeoutFailure,
} from '@temporalio/workflow';

import type { PipelineActivities } from '../pipeline/activities.js';
import {
  candidatePlan,
  chooseCandidate,
  unfitCandidates,
  type CandidatePlan,
  type CandidateResult,
} from '../pipeline/candidates.js';
import type { FailureType } from '../pipeline/failure-types.js';
import { judgedMetrics } from '../pipeline/gate-policy.js';
import { judgedMetric, type JudgedMetric } from '../pipeline/judged-metric.js';
import type { ModelSpec } from '../pipeline/model-spec.js';
import type { Candidate, TrainingInput } from '../pipeline/training.js';
import { CandidateProgresses } from './candidate-progresses.js';
import { failureReason } from './failure-reason.js';
import { isCancelled } from './is-cancelled.js';
import type { RunProgress } from './run-progress.js';
import { sideBySide } from './side-by-side.js';
import { trainingOf } from './step-activities.js';

/** Failures of one training that say nothing of the others. Any other would meet them too, and fails the run. */
const OF_ONE_CANDIDATE: readonly string[] = [
  'UserCode',
  'SnowflakeTimeout',
  'SnowflakeCancelled',
] satisfies readonly FailureType[];

/** Why none goes to the gate. */
const NONE_FIT: FailureType = 'UserCode';

/**
 * Trains the candidate of a model, or all of several side by side. Of several it gives the best on the validation rows;
 * the test rows are for that one alone. Throws UserCode when none of them can go to the gate.
 */
export async function trainModel(
  input: TrainingInput,
  trainOnly: PipelineActivities['trainCandidate'],
  progress: Pick<RunProgress, 'compared'>,
): Promise<Candidate> {
  const plan = candidatePlan(input.spec);
  return plan === null ? trainOnly(input) : bestOf(plan, input, progress);
}

async function bestOf(
  plan: CandidatePlan,
  input: TrainingInput,
  progress: Pick<RunProgress, 'compared'>,
): Promise<Candidate> {
  const metric = primaryMetric(input.spec);
  const shown = new CandidateProgresses(plan.names, metric.name, (all) => progress.compared(all));
  const results = await trainAll(plan, input, shown);
  if (CancellationScope.current().consideredCancelled) {
    throw new CancelledFailure('cancelled before a candidate was chosen');
  }
  const best = chooseCandidate(results, metric);
  if (best === null) throw noneFit(results, metric);
  shown.chose(best);
  return best;
}

async function trainAll(
  { names, parallel }: CandidatePlan,
  input: TrainingInput,
  shown: CandidateProgresses,
): Promise<readonly CandidateResult[]> {
  try {
    return await sideBySide(names, parallel, (name) => trainOne(name, input, shown));
  } catch (error) {
    shown.gaveUp();
    throw error;
  }
}

async function trainOne(
  name: string,
  input: TrainingInput,
  shown: CandidateProgresses,
): Promise<CandidateResult> {
  shown.began(name);
  try {
    const train = trainingOf(input.spec, name);
    const candidate = await train({ ...input, candidate: name });
    shown.trained(name, candidate);
    return { name, candidate };
  } catch (error) {
    const failure = failureReason(error);
    shown.failed(name, failure);
    if (isCancelled(error) || !isOfOneCandidate(error)) throw error;
    return { name, failure, queryId: queryIdOf(error) };
  }
}

function isOfOneCandidate(error: unknown): boolean {
  if (!(error instanceof ActivityFailure)) return false;
  const { cause } = error;
  if (cause instanceof TimeoutFailure) return cause.timeoutType === 'START_TO_CLOSE';
  return cause instanceof ApplicationFailure && OF_ONE_CANDIDATE.includes(cause.type ?? '');
}

/** Activities tell the statement that failed: worker/activity-failure.ts. */
function queryIdOf(error: unknown): string | null {
  const cause = error instanceof ActivityFailure ? error.cause : undefined;
  const statement: unknown = cause instanceof ApplicationFailure ? cause.details?.[0] : undefined;
  if (typeof statement !== 'object' || statement === null || !('queryId' in statement)) return null;
  return typeof statement.queryId === 'string' ? statement.queryId : null;
}

function noneFit(results: readonly CandidateResult[], metric: JudgedMetric): ApplicationFailure {
  const reasons = unfitCandidates(results, metric).join('; ');
  const message = `None of the ${results.length} candidates can go to the gate. ${reasons}`;
  return ApplicationFailure.nonRetryable(message, NONE_FIT);
}

/** The metric that the policy names first. Throws ModelFolder for one that nobody knows: the first step checks the policy. */
function primaryMetric({ gate }: ModelSpec): JudgedMetric {
  const name = judgedMetrics(gate)[0] ?? '';
  const metric = judgedMetric(name, gate);
  if (metric !== null) return metric;
  const type: FailureType = 'ModelFolder';
  const message = `Candidates are compared by the first metric with a rule, but "${name}" is none.`;
  throw ApplicationFailure.nonRetryable(message, type);
}
