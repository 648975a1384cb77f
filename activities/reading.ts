import { z } from 'zod';

import {
  ledgerQuestionSchema,
  type LedgerAnswer,
  type LedgerQuestion,
} from '../pipeline/ledger-reading.js';
import type { ActivityDependencies } from './activity-dependencies.js';
import { maintenanceStep } from './maintenance-step.js';
import { readJudgedRuns } from './reading/judged-runs.js';
import { readReport } from './reading/report.js';
import type { Warehouse } from './snowflake/warehouse.js';
import { StepProblem } from './step-problem.js';

/**
 * Answers a question about what the ledger holds. Throws LedgerQuestion for one that this Worker does not know, and
 * PayloadsTooLarge for an answer beyond MAX_ANSWER_BYTES that cannot be parted.
 */
export async function answerFromLedger(
  { snowflake, ledger }: ActivityDependencies,
  asked: LedgerQuestion,
): Promise<LedgerAnswer> {
  const question = checkQuestion(asked);
  return snowflake.withWarehouse(maintenanceStep(), (warehouse) =>
    ledger.with(warehouse, () => answer(warehouse, question)),
  );
}

function answer(warehouse: Warehouse, question: LedgerQuestion): Promise<LedgerAnswer> {
  return question.kind === 'decisions'
    ? readJudgedRuns(warehouse, question)
    : readReport(warehouse, question);
}

/** Whoever may start Workflows can ask anything, and so can a Client of another version. */
function checkQuestion(asked: unknown): LedgerQuestion {
  const question = ledgerQuestionSchema.safeParse(asked);
  if (question.success) return question.data;
  const problem = z.prettifyError(question.error);
  throw new StepProblem('LedgerQuestion', `This Worker does not know the question. ${problem}`);
}
