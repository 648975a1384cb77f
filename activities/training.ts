import { durationMs } from '../pipeline/duration.js';
import type { EstimatorTraining, ProcedureTraining } from '../pipeline/model-spec.js';
import { candidateRecipe } from '../pipeline/candidates.js';
import type { Candidate, TrainingInput, TrainingKey } from '../pipeline/training.js';
import type { ActivityDependencies } from './activity-dependencies.js';
import type { Warehouse } from './snowflake/warehouse.js';
import { callFenced } from './training/call-fenced.js';
import { callTeamProcedure } from './training/call-procedure.js';
import { statementTimes } from './training/statement-times.js';
import { readTraining, takeFence } from './training/training-fence.js';
import { TrainingOvertaken } from './training/training-overtaken.js';

/**
 * Step 3. Trains in the warehouse, by train.py or by a procedure that exists already, and leaves the model at an
 * immutable path. A retried Activity takes up the training that an earlier attempt started; whatever runs in spite of
 * that, a run has one result, which stands in the ledger (decision 0012), or one for each of its candidates (0022).
 */
export async function trainCandidate(
  dependencies: ActivityDependencies,
  input: TrainingInput,
): Promise<Candidate> {
  const { run, spec, candidate } = input;
  const runStep = {
    run,
    step: 'training',
    ...(candidate === undefined ? {} : { candidate }),
  } as const;
  return dependencies.snowflake.withWarehouse(runStep, (warehouse) =>
    // Making sure of the tables first would keep a training waiting that another Worker left behind.
    dependencies.ledger.healing(warehouse, () =>
      'procedure' in spec.training
        ? trainByProcedure(dependencies, warehouse, input, spec.training)
        : trainEstimator(dependencies, warehouse, input, spec.training),
    ),
  );
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
    own: ownRequest(input, training),
    options: { timeoutMs: durationMs(training.timeout), resumeAs: 'training' },
  });
}

function ownRequest(
  { candidate }: TrainingInput,
  training: EstimatorTraining,
): Readonly<Record<string, unknown>> {
  if (candidate === undefined) return { params: training.params };
  return { ...candidateRecipe(training, candidate) };
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
  const { featureTable } = input;
  const { result } = await readTraining(warehouse, input);
  if (result?.queryId !== undefined) return { ...result, queryId: result.queryId };
  const beforeSending = () => takeFenceUntrained(warehouse, input);
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

async function takeFenceUntrained(warehouse: Warehouse, training: TrainingKey): Promise<void> {
  const { result } = await takeFence(warehouse, training);
  if (result !== null) throw new TrainingOvertaken(training, null);
}
