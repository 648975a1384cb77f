import { z } from 'zod';

import { wholeNumber } from '../row-columns.js';
import type { Warehouse } from '../snowflake/warehouse.js';
import { selectVersionHistory } from './version-statements.js';

/** A version of a model, and whether its gate ever let it serve. */
export interface PastVersion {
  readonly version: number;
  /** False when its run was not promoted, for example because another one was faster. */
  readonly wentLive: boolean;
  /** The version that was live when it was promoted; null when there was none, and when it never went live. */
  readonly previousVersion: number | null;
}

const historyRow = z.object({
  VERSION: wholeNumber,
  FENCE: wholeNumber.nullable(),
  PREVIOUS_VERSION: wholeNumber.nullable(),
});

/** Every version of a model, the oldest first. */
export async function readVersionHistory(
  warehouse: Warehouse,
  model: string,
): Promise<readonly PastVersion[]> {
  const { rows } = await warehouse.select(selectVersionHistory(model), historyRow);
  return rows.map(({ VERSION, FENCE, PREVIOUS_VERSION }) => ({
    version: VERSION,
    wentLive: FENCE !== null,
    previousVersion: PREVIOUS_VERSION,
  }));
}
