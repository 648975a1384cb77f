import { z } from 'zod';

import type { TrainingKey } from '../../pipeline/training.js';
import { onlyRow } from '../ledger/only-row.js';
import { selectTraining, takeTrainingFence } from '../ledger/training-statements.js';
import { jsonText, wholeNumber } from '../row-columns.js';
import type { Warehouse } from '../snowflake/warehouse.js';
import { StepProblem } from '../step-problem.js';
import { trainedModelSchema, type TrainedModel } from './handler-answer.js';
import { TrainingOvertaken } from './training-overtaken.js';
import { trainingText } from './training-text.js';

/** What the ledger says of a training. */
export interface TrainingState {
  /** Of the run. */
  readonly state: string;
  /** Of the CALL that was sent last; null before the first. */
  readonly fence: number | null;
  /** What the training gave; null until then. */
  readonly result: TrainedModel | null;
}

const trainingRow = z.object({
  STATE: z.string(),
  FENCE: wholeNumber.nullable(),
  RESULT: jsonText(trainedModelSchema).nullable(),
});

/** Reads a training. Throws LedgerCorrupt when the ledger does not know its run. */
export async function readTraining(
  warehouse: Warehouse,
  training: TrainingKey,
): Promise<TrainingState> {
  const what = `the ${trainingText(training)}`;
  const row = await onlyRow(warehouse, selectTraining(training), trainingRow, what);
  return { state: row.STATE, fence: row.FENCE, result: row.RESULT };
}

/**
 * Takes the next fence for a CALL that is about to be sent: from here on no earlier CALL of it counts. A training
 * that has its result keeps its fence. Throws Fenced when the run is over, TrainingOvertaken when another attempt is faster.
 */
export async function takeFence(
  warehouse: Warehouse,
  training: TrainingKey,
): Promise<TrainingState> {
  const found = await readTraining(warehouse, training);
  if (found.state !== 'RUNNING') throw runIsOver(training, found.state);
  if (found.result !== null) return found;
  const fence = (found.fence ?? 0) + 1;
  const { changedRows } = await warehouse.execute(takeTrainingFence(training, fence));
  if (changedRows !== 1) throw new TrainingOvertaken(training, null);
  return { ...found, fence };
}

/** Nothing of this run may be trained any more. */
export function runIsOver({ run }: Pick<TrainingKey, 'run'>, state: string): StepProblem {
  return new StepProblem(
    'Fenced',
    `The ledger closed run ${run.id} as ${state}: nothing of it counts any more. Start another run.`,
  );
}
