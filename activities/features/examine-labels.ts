import { z } from 'zod';

import { wholeNumber } from '../row-columns.js';
import type { Warehouse } from '../snowflake/warehouse.js';
import type { FeatureColumns } from './columns.js';
import { checkMissing, checkTelling } from './draft-checks.js';
import { refused } from './refused.js';
import { examineLabels } from './statements.js';

/** The same as MOST_LABELS of python/handlers/ratchet_target.py. */
const MOST_LABELS = 100;

const labelRow = z
  .object({
    RATCHET_CLASS: z.enum(['label', 'missing']),
    ROW_COUNT: wholeNumber,
    WITHOUT_ENTITY: wholeNumber,
  })
  .catchall(z.string().nullable());

/** Throws SourceData when the rows of a draft cannot teach a model to tell labels apart. */
export async function examineLabelled(
  warehouse: Warehouse,
  file: string,
  draft: string,
  columns: FeatureColumns,
): Promise<void> {
  // One more than may be, to see that there are more.
  const { rows } = await warehouse.select(examineLabels(draft, columns, MOST_LABELS + 1), labelRow);
  const target = columns.target.name;
  if (rows.length > MOST_LABELS) {
    const found = `gives more than ${MOST_LABELS} different labels of the target ${target}`;
    throw refused(file, found, 'Group them, or predict a number with task: regression.');
  }
  checkMissing(file, rows, columns);
  if (rows.length === 1) {
    throw refused(file, `gives one label only of the target ${target}`, 'Check the target.');
  }
  checkTelling(file, rows, columns);
}
