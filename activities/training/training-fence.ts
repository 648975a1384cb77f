import { z } from 'zod';

import type { Run } from '../../pipeline/run.js';
import { onlyRow } from '../ledger/only-row.js';
import { createLedgerTable } from '../ledger/table-statements.js';
import { selectTraining, takeTrainingFence } from '../ledger/training-statements.js';
import { jsonText, wholeNumber } from '../row-columns.js';
import type { Warehouse } from '../snowflake/warehouse.js';
import { StepProblem } from '../step-problem.js';
import { trainedModelSchema, type TrainedModel } from './handler-answer.js';
import { TrainingOvertaken } from './training-overtaken.js';

/** What the ledger says of a run's training. */
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

/** Makes the table, for a run whose ledger was opened by a Worker that did not know it yet. */
export async function openTrainings(warehouse: Warehouse): Promise<void> {
  await warehouse.execute(createLedgerTable('TRAININGS'));
}

/** Reads the training of a run. Throws LedgerCorrupt when the ledger does not know the run. */
export async function readTraining(warehouse: Warehouse, run: Run): Promise<TrainingState> {
  const what = `the training of run ${run.id}`;
  const row = await onlyRow(warehouse, selectTraining(run), trainingRow, what);
  return { state: row.STATE, fence: row.FENCE, result: row.RESULT };
}

/**
 * Takes the next fence for a CALL that is about to be sent: from here on no earlier CALL of the run counts. A run that has
 * its result keeps its fence. Throws Fenced when the run is over, TrainingOvertaken when another attempt is faster.
 */
export async function takeFence(warehouse: Warehouse, run: Run): Promise<TrainingState> {
  const training = await readTraining(warehouse, run);
  if (training.state !== 'RUNNING') throw runIsOver(run, training.state);
  if (training.result !== null) return training;
  const fence = (training.fence ?? 0) + 1;
  const { changedRows } = await warehouse.execute(takeTrainingFence(run, fence));
  if (changedRows !== 1) throw new TrainingOvertaken(run, null);
  return { ...training, fence };
}

/** Nothing of this run may be trained any more. */
export function runIsOver(run: Run, state: string): StepProblem {
  return new StepProblem(
    'Fenced',
    `The ledger closed run ${run.id} as ${state}: nothing of it counts any more. Start another run.`,
  );
}
