import { z } from 'zod';

import type { Run } from '../../pipeline/run.js';
import { wholeNumber } from '../row-columns.js';
import { selectOne } from '../select-one.js';
import type { Warehouse } from '../snowflake/warehouse.js';
import { countLooks, type HoldOut } from './look-statements.js';

const counted = z.object({ LOOKS: wholeNumber });

/** How many candidates of the model were judged on this hold-out by other runs, all of them earlier ones. */
export async function readLooks(
  warehouse: Warehouse,
  run: Pick<Run, 'id' | 'model'>,
  holdOut: HoldOut,
): Promise<number> {
  return (await selectOne(warehouse, countLooks(run, holdOut), counted)).row.LOOKS;
}
