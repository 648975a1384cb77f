import { z } from 'zod';

import { artifactLocation } from '../../pipeline/object-names.js';
import type { Candidate, TrainingInput, TrainingKey } from '../../pipeline/training.js';
import type { ActivityDependencies } from '../activity-dependencies.js';
import { callHandler, type HandlerCall } from '../procedures/call-handler.js';
import { handlerRequest } from '../procedures/handler-request.js';
import { HANDLER_PACKAGES, packageRequirements } from '../procedures/packages.js';
import { SnowflakeError } from '../snowflake/errors.js';
import type { Warehouse } from '../snowflake/warehouse.js';
import { StepProblem } from '../step-problem.js';
import type { TrainedModel } from './handler-answer.js';
import { readTraining, runIsOver, takeFence } from './training-fence.js';
import { TrainingOvertaken } from './training-overtaken.js';
import { trainingText } from './training-text.js';

/** A CALL of a training handler; `own` is what no other one is told. */
export interface FencedCall extends Pick<HandlerCall<unknown>, 'purpose' | 'handler' | 'options'> {
  readonly own: Readonly<Record<string, unknown>>;
}

/**
 * Calls a training handler with the fence of this CALL, and returns what then stands in the ledger: whichever statement
 * wrote it, and whatever this one answered. Throws Fenced when the run is over, TrainingOvertaken when another statement
 * holds the fence, and ResultMissing when the CALL succeeded without leaving a result.
 */
export async function callFenced(
  dependencies: ActivityDependencies,
  warehouse: Warehouse,
  input: TrainingInput,
  { own, ...call }: FencedCall,
): Promise<Candidate> {
  const { run, spec, featureTable, candidate } = input;
  const { packages } = spec.training;
  const called = callHandler(dependencies, warehouse, {
    ...call,
    code: input,
    packages: packageRequirements(HANDLER_PACKAGES, packages),
    request: {
      ...handlerRequest(run, spec, featureTable),
      packages,
      artifactLocation: artifactLocation(run, candidate),
      ...(candidate === undefined ? {} : { candidateName: candidate }),
      ...own,
    },
    addedWhenSent: async () => ({ fence: (await takeFence(warehouse, input)).fence }),
    answer: z.unknown(),
  });
  const { queryId } = await called.catch((error: unknown) => explain(warehouse, input, error));
  return { queryId, ...(await resultOf(warehouse, input, queryId)) };
}

/**
 * A refusal is final only when the run is over. Otherwise another statement holds the fence, of an attempt that came
 * before or after this one: whoever is the current attempt has to look again.
 */
async function explain(
  warehouse: Warehouse,
  training: TrainingKey,
  error: unknown,
): Promise<never> {
  if (!(error instanceof SnowflakeError && error.type === 'Fenced')) throw error;
  const { state } = await readTraining(warehouse, training);
  throw state === 'RUNNING'
    ? new TrainingOvertaken(training, error.queryId)
    : runIsOver(training, state);
}

async function resultOf(
  warehouse: Warehouse,
  training: TrainingKey,
  queryId: string,
): Promise<TrainedModel> {
  const { result } = await readTraining(warehouse, training);
  if (result !== null) return result;
  throw new StepProblem(
    'ResultMissing',
    `The ${trainingText(training)} succeeded (query ${queryId}), but the ledger has no result of it in TRAININGS: ` +
      'someone removed it, or the statement was no training. Start another run.',
  );
}
