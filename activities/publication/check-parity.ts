import { z } from 'zod';

import { wholeNumber } from '../row-columns.js';
import { selectOne } from '../select-one.js';
import type { Warehouse } from '../snowflake/warehouse.js';
import { StepProblem } from '../step-problem.js';
import type { AnsweringModel } from './answering-model.js';
import { compareWithScores } from './statements.js';

const differences = z.object({
  ROW_COUNT: wholeNumber,
  PREDICTIONS: wholeNumber,
  PROBABILITIES: wholeNumber,
});

/**
 * Calls both functions on the rows that the evaluation scored: held-out ones, and golden ones at the edges of the
 * features (decision 0021). Throws ParityMismatch unless every answer is the one that
 * the gate judged. Returns the query id.
 */
export async function checkParity(
  warehouse: Warehouse,
  scores: string,
  model: AnsweringModel,
  functions: { readonly predict: string; readonly proba: string },
): Promise<string> {
  const statement = compareWithScores(scores, model, functions);
  const { row, queryId } = await selectOne(warehouse, statement, differences);
  const { ROW_COUNT, PREDICTIONS, PROBABILITIES } = row;
  if (ROW_COUNT > 0 && PREDICTIONS === 0 && PROBABILITIES === 0) return queryId;
  throw new StepProblem(
    'ParityMismatch',
    `${functions.predict} does not answer as the model did when it was judged: of ${ROW_COUNT} rows, ` +
      `${PREDICTIONS} predictions and ${PROBABILITIES} probabilities differ. Compare the ` +
      `package versions of the function with those of the training; the rows are those of ${scores}.`,
  );
}
