import { durationMs } from '../pipeline/duration.js';
import type { EstimatorTraining, ProcedureTraining } from '../pipeline/model-spec.js';
import { artifactLocation } from '../pipeline/object-names.js';
import type { Candidate, TrainingInput } from '../pipeline/training.js';
import type { ActivityDependencies } from './activity-dependencies.js';
import { callHandler } from './procedures/call-handler.js';
import { handlerRequest } from './procedures/handler-request.js';
import { HANDLER_PACKAGES, packageRequirements } from './procedures/packages.js';
import type { Warehouse } from './snowflake/warehouse.js';
import { callTeamProcedure } from './training/call-procedure.js';
import { trainedModelSchema } from './training/handler-answer.js';

/**
 * Step 3. Trains in the warehouse, by train.py or by a procedure that exists already, and leaves the model at an
 * immutable path. A retried Activity takes up the training that an earlier attempt started.
 */
export async function trainCandidate(
  dependencies: ActivityDependencies,
  input: TrainingInput,
): Promise<Candidate> {
  const { run, spec } = input;
  return dependencies.snowflake.withWarehouse({ run, step: 'training' }, (warehouse) =>
    'procedure' in spec.training
      ? trainByProcedure(dependencies, warehouse, input, spec.training)
      : trainEstimator(dependencies, warehouse, input, spec.training),
  );
}

async function trainEstimator(
  dependencies: ActivityDependencies,
  warehouse: Warehouse,
  input: TrainingInput,
  training: EstimatorTraining,
): Promise<Candidate> {
  const { run, spec, featureTable } = input;
  const { answer, queryId } = await callHandler(dependencies, warehouse, {
    purpose: 'TRAIN',
    handler: 'ratchet_training.train',
    code: input,
    packages: packageRequirements(HANDLER_PACKAGES, training.packages),
    request: {
      ...handlerRequest(run, spec, featureTable),
      params: training.params,
      packages: training.packages,
      artifactLocation: artifactLocation(run),
    },
    answer: trainedModelSchema,
    options: { timeoutMs: durationMs(training.timeout), resumeAs: 'training' },
  });
  return { ...answer, queryId };
}

/** The file that the procedure overwrites in place is copied to an immutable path before anything else looks at it. */
async function trainByProcedure(
  dependencies: ActivityDependencies,
  warehouse: Warehouse,
  input: TrainingInput,
  training: ProcedureTraining,
): Promise<Candidate> {
  const { run, spec, featureTable } = input;
  const { table } = featureTable;
  const { scores, queryId, elapsedMs } = await callTeamProcedure(warehouse, training, table);
  const { answer } = await callHandler(dependencies, warehouse, {
    purpose: 'ADOPT',
    handler: 'ratchet_training.adopt',
    code: input,
    packages: packageRequirements(HANDLER_PACKAGES, training.packages),
    request: {
      ...handlerRequest(run, spec, featureTable),
      source: training.artifact,
      packages: training.packages,
      artifactLocation: artifactLocation(run),
    },
    answer: trainedModelSchema,
    options: { resumeAs: 'adoption' },
  });
  const metrics = { ...answer.metrics, selfReported: scores };
  return { ...answer, metrics, trainingMs: elapsedMs, queryId };
}
