import { z } from 'zod';

import { artifactLocation } from '../../pipeline/object-names.js';
import type { Run } from '../../pipeline/run.js';
import type { Candidate, TrainingInput } from '../../pipeline/training.js';
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
  const { run, spec, featureTable } = input;
  const { packages } = spec.training;
  const called = callHandler(dependencies, warehouse, {
    ...call,
    code: input,
    packages: packageRequirements(HANDLER_PACKAGES, packages),
    request: {
      ...handlerRequest(run, spec, featureTable),
      packages,
      artifactLocation: artifactLocation(run),
      ...own,
    },
    addedWhenSent: async () => ({ fence: (await takeFence(warehouse, run)).fence }),
    answer: z.unknown(),
  });
  const { queryId } = await called.catch((error: unknown) => explain(warehouse, run, error));
  return { queryId, ...(await resultOf(warehouse, run, queryId)) };
}

/**
 * A refusal is final only when the run is over. Otherwise another statement holds the fence, of an attempt that came
 * before or after this one: whoever is the current attempt has to look again.
 */
async function explain(warehouse: Warehouse, run: Run, error: unknown): Promise<never> {
  if (!(error instanceof SnowflakeError && error.type === 'Fenced')) throw error;
  const { state } = await readTraining(warehouse, run);
  throw state === 'RUNNING' ? new TrainingOvertaken(run, error.queryId) : runIsOver(run, state);
}

async function resultOf(warehouse: Warehouse, run: Run, queryId: string): Promise<TrainedModel> {
  const { result } = await readTraining(warehouse, run);
  if (result !== null) return result;
  throw new StepProblem(
    'ResultMissing',
    `The training of run ${run.id} succeeded (query ${queryId}), but the ledger has no result of it in TRAININGS: ` +
      'someone removed it, or the statement was no training. Start another run.',
  );
}
