import { z } from 'zod';

import { wholeNumber } from '../row-columns.js';
import type { Warehouse } from '../snowflake/warehouse.js';
import { StepProblem } from '../step-problem.js';
import type { FeatureColumns } from './columns.js';
import type { PositiveClass } from './positive-class.js';
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
  positive: PositiveClass,
): Promise<void> {
  const { rows } = await warehouse.select(examineDraft(draft, columns, positive), classRow);
  if (rows.length === 0) throw refused(file, 'gives no rows', 'Check its joins and conditions.');
  checkMissing(file, rows, columns);
  checkClasses(file, rows, columns.target.name, positive);
  checkFeatures(file, rows, columns);
}

function checkMissing(
  file: string,
  rows: readonly ClassRow[],
  { entity, target }: FeatureColumns,
): void {
  const all = sum(rows, 'ROW_COUNT');
  const withoutEntity = sum(rows, 'WITHOUT_ENTITY');
  if (withoutEntity > 0) {
    const found = `gives ${withoutEntity} of ${all} rows without ${entity}`;
    throw refused(file, found, 'Leave them out.');
  }
  const withoutTarget = rows.find((row) => row.RATCHET_CLASS === 'missing')?.ROW_COUNT ?? 0;
  if (withoutTarget > 0) {
    const found = `gives ${withoutTarget} of ${all} rows without ${target.name}`;
    throw refused(file, found, 'Leave rows out whose outcome is not known.');
  }
}

function checkClasses(
  file: string,
  rows: readonly ClassRow[],
  target: string,
  { value }: PositiveClass,
): void {
  const values = sum(rows, 'TARGET_VALUES');
  if (values > 2) {
    const found = `gives ${values} different values of the target ${target}`;
    throw refused(file, found, 'Expected two: a model tells one class from another.');
  }
  if (rows.length === 2) return;
  const kind = rows[0]?.RATCHET_CLASS === 'positive' ? 'only' : 'no';
  const found = `gives one class only: it has ${kind} rows with ${target} = ${JSON.stringify(value)}`;
  throw refused(file, found, 'Check the target, and target.positive in model.yaml.');
}

/** A feature with one value in all positive rows and another one in all negative rows is the target in other words. */
function checkFeatures(
  file: string,
  rows: readonly ClassRow[],
  { target, features }: FeatureColumns,
): void {
  const told = features.filter((_, index) => {
    const [one, other] = rows.map((row) => row[`ONLY_${index}`] ?? null);
    return one !== null && other !== null && one !== other;
  });
  if (told.length === 0) return;
  const names = told.map((feature) => feature.name).join(', ');
  const found = `gives features that say the same as the target ${target.name} in every row: ${names}`;
  throw refused(file, found, 'Leave them out: they are not known when the model is asked.');
}

function sum(
  rows: readonly ClassRow[],
  column: 'ROW_COUNT' | 'WITHOUT_ENTITY' | 'TARGET_VALUES',
): number {
  return rows.reduce((total, row) => total + row[column], 0);
}

function refused(file: string, found: string, advice: string): StepProblem {
  return new StepProblem('SourceData', `${file} ${found}. ${advice}`);
}
