import { z } from 'zod';

import type { FeatureTable } from '../../pipeline/features.js';
import { wholeNumber } from '../row-columns.js';
import { selectOne } from '../select-one.js';
import type { Warehouse } from '../snowflake/warehouse.js';
import { StepProblem } from '../step-problem.js';
import type { LearningTarget } from './learning-target.js';
import { summarizeFeatureTable, summarizeTarget } from './statements.js';

const counted = { TRAIN: wholeNumber, VALIDATION: wholeNumber, TEST: wholeNumber };
const binary = z.object({ ...counted, POSITIVE: wholeNumber, SNAPSHOT: z.string() });
const valued = z.object({ ...counted, TARGET_VALUES: wholeNumber, SNAPSHOT: z.string() });

/** Rows and fingerprint of a feature table. Throws SourceData when a split is too small to train or to judge on. */
export async function summarize(
  warehouse: Warehouse,
  table: string,
  targetName: string,
  target: LearningTarget,
): Promise<Pick<FeatureTable, 'rows' | 'snapshot'>> {
  if (target.task === 'binary') {
    const statement = summarizeFeatureTable(table, target.positive);
    const { row } = await selectOne(warehouse, statement, binary);
    const isOneClass = row.POSITIVE === 0 || row.POSITIVE === row.TRAIN;
    return summaryOf(row, isOneClass, `${row.POSITIVE} positive ones`, 'both classes');
  }
  const { row } = await selectOne(warehouse, summarizeTarget(table, targetName), valued);
  const what = target.task === 'regression' ? 'values' : 'labels';
  const found = `${row.TARGET_VALUES} different ${what} of ${targetName}`;
  return summaryOf(row, row.TARGET_VALUES < 2, found, `several ${what}`);
}

function summaryOf(
  { TRAIN, VALIDATION, TEST, SNAPSHOT }: Omit<z.output<typeof binary>, 'POSITIVE'>,
  isTooLittle: boolean,
  found: string,
  expected: string,
): Pick<FeatureTable, 'rows' | 'snapshot'> {
  if (TRAIN === 0 || TEST === 0) {
    throw refused(`${TRAIN} rows to train on and ${TEST} held out`, 'at least one of each');
  }
  if (isTooLittle) throw refused(`${found} among the ${TRAIN} rows to train on`, expected);
  return { rows: { TRAIN, VALIDATION, TEST }, snapshot: SNAPSHOT };
}

function refused(found: string, expected: string): StepProblem {
  return new StepProblem(
    'SourceData',
    `After the split by entity there are ${found}, expected ${expected}. ` +
      'Give more entities, or change split in model.yaml.',
  );
}
