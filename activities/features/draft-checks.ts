import type { FeatureColumns } from './columns.js';
import { refused } from './refused.js';

/** What is counted of each class of a draft; as ONLY_0, ONLY_1, … the only value of each feature in it, as a digest. */
export interface ClassCounts {
  readonly RATCHET_CLASS: string;
  readonly ROW_COUNT: number;
  readonly WITHOUT_ENTITY: number;
  readonly [only: `ONLY_${number}`]: string | null;
}

/** Throws SourceData when there are no rows, or rows without entity or target. */
export function checkMissing(
  file: string,
  rows: readonly ClassCounts[],
  { entity, target }: Pick<FeatureColumns, 'entity' | 'target'>,
): void {
  const withoutTarget = rows.find((row) => row.RATCHET_CLASS === 'missing')?.ROW_COUNT ?? 0;
  const counts = {
    all: rows.reduce((total, row) => total + row.ROW_COUNT, 0),
    withoutEntity: rows.reduce((total, row) => total + row.WITHOUT_ENTITY, 0),
    withoutTarget,
  };
  checkCounts(file, counts, { entity, target });
}

/** Throws SourceData as checkMissing does. */
export function checkCounts(
  file: string,
  counts: { readonly all: number; readonly withoutEntity: number; readonly withoutTarget: number },
  { entity, target }: Pick<FeatureColumns, 'entity' | 'target'>,
): void {
  const { all, withoutEntity, withoutTarget } = counts;
  if (all === 0) throw refused(file, 'gives no rows', 'Check its joins and conditions.');
  if (withoutEntity > 0) {
    const found = `gives ${withoutEntity} of ${all} rows without ${entity}`;
    throw refused(file, found, 'Leave them out.');
  }
  if (withoutTarget > 0) {
    const found = `gives ${withoutTarget} of ${all} rows without ${target.name}`;
    throw refused(file, found, 'Leave rows out whose outcome is not known.');
  }
}

/** A feature with one value in all rows of each class, and another one in each, is the target in other words. */
export function checkTelling(
  file: string,
  rows: readonly ClassCounts[],
  { target, features }: FeatureColumns,
): void {
  const told = features.filter((_, index) => {
    const only = rows.map((row) => row[`ONLY_${index}`] ?? null);
    return !only.includes(null) && new Set(only).size === rows.length;
  });
  refuseTold(file, target.name, told);
}

/** Throws SourceData when there are features that say the same as the target. */
export function refuseTold(
  file: string,
  target: string,
  told: readonly { readonly name: string }[],
): void {
  if (told.length === 0) return;
  const names = told.map((feature) => feature.name).join(', ');
  const found = `gives features that say the same as the target ${target} in every row: ${names}`;
  throw refused(file, found, 'Leave them out: they are not known when the model is asked.');
}
