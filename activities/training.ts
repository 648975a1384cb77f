import { durationMs } from '../pipeline/duration.js';
import type { EstimatorTraining, ProcedureTraining } from '../pipeline/model-spec.js';
import type { Run } from '../pipeline/run.js';
import type { Candidate, TrainingInput } from '../pipeline/training.js';
import type { ActivityDependencies } from './activity-dependencies.js';
import type { Warehouse } from './snowflake/warehouse.js';
import { callFenced } from './training/call-fenced.js';
import { callTeamProcedure } from './training/call-procedure.js';
import { statementTimes } from './training/statement-times.js';
import { openTrainings, readTraining, takeFence } from './training/training-fence.js';
import { TrainingOvertaken } from './training/training-overtaken.js';

/**
 * Step 3. Trains in the warehouse, by train.py or by a procedure that exists already, and leaves the model at an
 * immutable path. A retried Activity takes up the training that an earlier attempt started; whatever runs in spite of
 * that, a run has one result, which stands in the ledger (decision 0012).
 */
export async function trainCandidate(
  dependencies: ActivityDependencies,
  input: TrainingInput,
): Promise<Candidate> {
  const { run, spec } = input;
  return dependencies.snowflake.withWarehouse({ run, step: 'training' }, async (warehouse) => {
    await openTrainings(warehouse);
    return 'procedure' in spec.training
      ? trainByProcedure(dependencies, warehouse, input, spec.training)
      : trainEstimator(dependencies, warehouse, input, spec.training);
  });
}

async function trainEstimator(
  dependencies: ActivityDependencies,
  warehouse: Warehouse,
  input: TrainingInput,
  training: EstimatorTraining,
): Promise<Candidate> {
  return callFenced(dependencies, warehouse, input, {
    purpose: 'TRAIN',
    handler: 'ratchet_training.train',
    own: { params: training.params },
    options: { timeoutMs: durationMs(training.timeout), resumeAs: 'training' },
  });
}

/**
 * Ratchet cannot fence what is not its own: the procedure is not called for a run that is over or trained already, but a
 * CALL that runs goes on. What it reported and the file that it wrote become the run's result together.
 */
async function trainByProcedure(
  dependencies: ActivityDependencies,
  warehouse: Warehouse,
  input: TrainingInput,
  training: ProcedureTraining,
): Promise<Candidate> {
  const { run, featureTable } = input;
  const { result } = await readTraining(warehouse, run);
  if (result?.queryId !== undefined) return { ...result, queryId: result.queryId };
  const beforeSending = () => takeFenceUntrained(warehouse, run);
  const { table } = featureTable;
  const { scores, queryId } = await callTeamProcedure(warehouse, training, table, beforeSending);
  const { startedAtMs, elapsedMs } = await statementTimes(warehouse, queryId);
  const metrics = { selfReported: scores };
  const called = { queryId, startedAtMs, trainingMs: elapsedMs, metrics };
  return callFenced(dependencies, warehouse, input, {
    purpose: 'ADOPT',
    handler: 'ratchet_training.adopt',
    own: { source: training.artifact, called },
    options: { resumeAs: 'adoption' },
  });
}

async function takeFenceUntrained(warehouse: Warehouse, run: Run): Promise<void> {
  const { result } = await takeFence(warehouse, run);
  if (result !== null) throw new TrainingOvertaken(run, null);
}
