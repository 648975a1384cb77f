import { z } from 'zod';

import type { Run } from '../../pipeline/run.js';
import { wholeNumber } from '../row-columns.js';
import type { Warehouse } from '../snowflake/warehouse.js';
import { toItsEnd } from '../to-its-end.js';
import { selectPromotionsOfRun } from './live-statements.js';
import { corruptLedger } from './only-row.js';

/** How a run went live. */
export interface Promotion {
  readonly version: number;
  readonly previousVersion: number | null;
  /** The fence after the switch. */
  readonly fence: number;
  /** Why the run moved the live version back to the one before; null when it did not. */
  readonly takenBack: string | null;
}

const promotionRow = z.object({
  VERSION: wholeNumber,
  PREVIOUS_VERSION: wholeNumber.nullable(),
  FENCE: wholeNumber,
  REASON: z.string().nullable(),
});

/**
 * The promotion of a run, or null when it never went live. Throws LedgerCorrupt unless its rows are one switch, or one
 * and its way back.
 */
export async function readPromotion(warehouse: Warehouse, run: Run): Promise<Promotion | null> {
  const { rows } = await toItsEnd(() => warehouse.select(selectPromotionsOfRun(run), promotionRow));
  const [went, back] = rows;
  if (went === undefined) return null;
  const promotion = {
    version: went.VERSION,
    previousVersion: went.PREVIOUS_VERSION,
    fence: went.FENCE,
  };
  if (back === undefined) return { ...promotion, takenBack: null };
  if (rows.length === 2 && isWayBack(went, back)) {
    return { ...promotion, takenBack: back.REASON ?? 'for no reason that the ledger knows' };
  }
  throw corruptLedger(`the promotion of run ${run.id}`, `${rows.length} rows`, 'one at most');
}

type Row = z.output<typeof promotionRow>;

function isWayBack(went: Row, back: Row): boolean {
  return (
    back.VERSION === went.PREVIOUS_VERSION &&
    back.PREVIOUS_VERSION === went.VERSION &&
    back.FENCE === went.FENCE + 1
  );
}
