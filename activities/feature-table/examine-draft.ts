import { z } from 'zod';

import { wholeNumber } from '../row-columns.js';
import { selectOne } from '../select-one.js';
import type { Warehouse } from '../snowflake/warehouse.js';
import { StepProblem } from '../step-problem.js';
import type { FeatureColumns } from './columns.js';
import type { PositiveClass } from './positive-class.js';
import { examineDraft } from './statements.js';

const examined = z
  .object({
    ROW_COUNT: wholeNumber,
    WITHOUT_ENTITY: wholeNumber,
    WITHOUT_TARGET: wholeNumber,
    TARGET_VALUES: wholeNumber,
    POSITIVE: wholeNumber,
    NEGATIVE: wholeNumber,
  })
  .catchall(wholeNumber);

/** Throws SourceData when nothing honest can be learnt from the rows that the features file gives. */
export async function checkDraft(
  warehouse: Warehouse,
  file: string,
  draft: string,
  columns: FeatureColumns,
  positive: PositiveClass,
): Promise<void> {
  const { row } = await selectOne(warehouse, examineDraft(draft, columns, positive), examined);
  const { entity, target } = columns;
  if (row.ROW_COUNT === 0) throw refused(file, 'gives no rows', 'Check its joins and conditions.');
  if (row.WITHOUT_ENTITY > 0) {
    throw refused(file, missing(row.WITHOUT_ENTITY, row.ROW_COUNT, entity), 'Leave them out.');
  }
  if (row.WITHOUT_TARGET > 0) {
    const advice = 'Leave rows out whose outcome is not known.';
    throw refused(file, missing(row.WITHOUT_TARGET, row.ROW_COUNT, target.name), advice);
  }
  checkClasses(file, row, target.name, positive);
  const told = columns.features.filter((_, index) => row[`TELLS_${index}`] === 1);
  if (told.length > 0) {
    const names = told.map((feature) => feature.name).join(', ');
    const found = `gives features that say the same as the target ${target.name} in every row: ${names}`;
    throw refused(file, found, 'Leave them out: they are not known when the model is asked.');
  }
}

function checkClasses(
  file: string,
  row: z.output<typeof examined>,
  target: string,
  { value }: PositiveClass,
): void {
  if (row.TARGET_VALUES > 2) {
    const found = `gives ${row.TARGET_VALUES} different values of the target ${target}`;
    throw refused(file, found, 'Expected two: a model tells one class from another.');
  }
  if (row.POSITIVE > 0 && row.NEGATIVE > 0) return;
  const shown = JSON.stringify(value);
  const found = `gives one class only: ${row.POSITIVE} rows with ${target} = ${shown}, ${row.NEGATIVE} others`;
  throw refused(file, found, 'Check the target, and target.positive in model.yaml.');
}

function missing(count: number, rows: number, column: string): string {
  return `gives ${count} of ${rows} rows without ${column}`;
}

function refused(file: string, found: string, advice: string): StepProblem {
  return new StepProblem('SourceData', `${file} ${found}. ${advice}`);
}
