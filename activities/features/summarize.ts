import { z } from 'zod';

import type { FeatureTable } from '../../pipeline/features.js';
import { wholeNumber } from '../row-columns.js';
import { selectOne } from '../select-one.js';
import type { Warehouse } from '../snowflake/warehouse.js';
import { StepProblem } from '../step-problem.js';
import type { PositiveClass } from './positive-class.js';
import { summarizeFeatureTable } from './statements.js';

const summary = z.object({
  TRAIN: wholeNumber,
  VALIDATION: wholeNumber,
  TEST: wholeNumber,
  POSITIVE: wholeNumber,
  SNAPSHOT: z.string(),
});

/** Rows and fingerprint of a feature table. Throws SourceData when a split is too small to train or to judge on. */
export async function summarize(
  warehouse: Warehouse,
  table: string,
  positive: PositiveClass,
): Promise<Pick<FeatureTable, 'rows' | 'snapshot'>> {
  const { row } = await selectOne(warehouse, summarizeFeatureTable(table, positive), summary);
  const { TRAIN, VALIDATION, TEST } = row;
  if (TRAIN === 0 || TEST === 0) {
    throw refused(`${TRAIN} rows to train on and ${TEST} held out`, 'at least one of each');
  }
  if (row.POSITIVE === 0 || row.POSITIVE === TRAIN) {
    throw refused(
      `${row.POSITIVE} positive ones among the ${TRAIN} rows to train on`,
      'both classes',
    );
  }
  return { rows: { TRAIN, VALIDATION, TEST }, snapshot: row.SNAPSHOT };
}

function refused(found: string, expected: string): StepProblem {
  return new StepProblem(
    'SourceData',
    `After the split by entity there are ${found}, expected ${expected}. ` +
      'Give more entities, or change split in model.yaml.',
  );
}
