import { z } from 'zod';

import { wholeNumber } from '../row-columns.js';
import type { Warehouse } from '../snowflake/warehouse.js';
import type { FeatureColumns } from './columns.js';
import { checkMissing, checkTelling } from './draft-checks.js';
import { examineLabelled } from './examine-labels.js';
import { examineNumeric } from './examine-numbers.js';
import type { LearningTarget } from './learning-target.js';
import type { PositiveClass } from './positive-class.js';
import { refused } from './refused.js';
import { examineDraft } from './statements.js';

const classRow = z
  .object({
    RATCHET_CLASS: z.enum(['positive', 'negative', 'missing']),
    ROW_COUNT: wholeNumber,
    WITHOUT_ENTITY: wholeNumber,
    TARGET_VALUES: wholeNumber,
  })
  .catchall(z.string().nullable());
type ClassRow = z.output<typeof classRow>;

/** Throws SourceData when nothing honest can be learnt from the rows that the features file gives. */
export async function checkDraft(
  warehouse: Warehouse,
  file: string,
  draft: string,
  columns: FeatureColumns,
  target: LearningTarget,
): Promise<void> {
  if (target.task === 'binary') {
    return examineClasses(warehouse, file, draft, columns, target.positive);
  }
  const examine = target.task === 'multiclass' ? examineLabelled : examineNumeric;
  return examine(warehouse, file, draft, columns);
}

async function examineClasses(
  warehouse: Warehouse,
  file: string,
  draft: string,
  columns: FeatureColumns,
  positive: PositiveClass,
): Promise<void> {
  const { rows } = await warehouse.select(examineDraft(draft, columns, positive), classRow);
  checkMissing(file, rows, columns);
  checkClasses(file, rows, columns.target.name, positive);
  checkTelling(file, rows, columns);
}

function checkClasses(
  file: string,
  rows: readonly ClassRow[],
  target: string,
  { value }: PositiveClass,
): void {
  const values = rows.reduce((total, row) => total + row.TARGET_VALUES, 0);
  if (values > 2) {
    const found = `gives ${values} different values of the target ${target}`;
    throw refused(file, found, 'Expected two, or task: multiclass or regression in model.yaml.');
  }
  if (rows.length === 2) return;
  const kind = rows[0]?.RATCHET_CLASS === 'positive' ? 'only' : 'no';
  const found = `gives one class only: it has ${kind} rows with ${target} = ${JSON.stringify(value)}`;
  throw refused(file, found, 'Check the target, and target.positive in model.yaml.');
}
