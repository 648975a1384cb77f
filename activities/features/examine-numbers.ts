import { z } from 'zod';

import { wholeNumber } from '../row-columns.js';
import { selectOne } from '../select-one.js';
import type { Warehouse } from '../snowflake/warehouse.js';
import type { FeatureColumns } from './columns.js';
import { checkCounts, refuseTold } from './draft-checks.js';
import { refused } from './refused.js';
import { examineNumbers } from './statements.js';

const numbersRow = z
  .object({
    ROW_COUNT: wholeNumber,
    WITHOUT_ENTITY: wholeNumber,
    WITHOUT_TARGET: wholeNumber,
    TARGET_VALUES: wholeNumber,
  })
  .catchall(wholeNumber);

/** Throws SourceData when the rows of a draft cannot teach a model to predict a number. */
export async function examineNumeric(
  warehouse: Warehouse,
  file: string,
  draft: string,
  columns: FeatureColumns,
): Promise<void> {
  const { row } = await selectOne(warehouse, examineNumbers(draft, columns), numbersRow);
  const { ROW_COUNT, WITHOUT_ENTITY, WITHOUT_TARGET, TARGET_VALUES } = row;
  const counts = {
    all: ROW_COUNT,
    withoutEntity: WITHOUT_ENTITY,
    withoutTarget: WITHOUT_TARGET,
  };
  checkCounts(file, counts, columns);
  const { name } = columns.target;
  if (TARGET_VALUES === 1) {
    throw refused(file, `gives one value only of the target ${name}`, 'Check the target.');
  }
  const told = columns.features.filter((_, index) => row[`OTHER_${index}`] === 0);
  refuseTold(file, name, told);
}
