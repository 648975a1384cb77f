import { z } from 'zod';

import { selectLiveVersion } from '../ledger/live-statements.js';
import { selectEvidence, selectLastVersion } from '../ledger/version-statements.js';
import { wholeNumber } from '../row-columns.js';
import { isMissing } from '../snowflake/is-missing.js';
import { decodeRows } from '../snowflake/rows.js';
import type { TextRow } from '../snowflake/statement.js';
import type { Warehouse } from '../snowflake/warehouse.js';

/** What the ledger says of a model now, as rows: the steps that are planned read them as those of a run would. */
export interface LedgerNow {
  /** The answer to {@link selectLiveVersion}. */
  readonly live: TextRow;
  readonly fence: number;
  /** Null where none is live. */
  readonly liveVersion: number | null;
  /** The evidence that the live version was judged on; none without one. */
  readonly evidence: readonly TextRow[];
  /** The number that was taken last; 0 before the first. */
  readonly lastVersion: number;
}

const NEVER_RAN: LedgerNow = {
  live: { FENCE: '0', VERSION: null },
  fence: 0,
  liveVersion: null,
  evidence: [],
  lastVersion: 0,
};

const liveRow = z.object({
  FENCE: wholeNumber,
  VERSION: wholeNumber.nullable(),
  VERSION_RUN_ID: z.string().nullable(),
});
const lastRow = z.object({ LAST_VERSION: wholeNumber });

/** Asks the ledger by SELECTs alone. Where there is no ledger, the model has never run. */
export async function readLedgerNow(warehouse: Warehouse, model: string): Promise<LedgerNow> {
  try {
    return await read(warehouse, model);
  } catch (error) {
    if (isMissing(error)) return NEVER_RAN;
    throw error;
  }
}

async function read(warehouse: Warehouse, model: string): Promise<LedgerNow> {
  const outcome = await warehouse.execute(selectLiveVersion(model));
  const [live] = outcome.rows;
  const [row] = decodeRows(outcome, liveRow);
  if (live === undefined || row === undefined) return NEVER_RAN;
  const { FENCE: fence, VERSION: liveVersion, VERSION_RUN_ID: id } = row;
  const [last] = decodeRows(await warehouse.execute(selectLastVersion(model)), lastRow);
  const evidence = id === null ? [] : (await warehouse.execute(selectEvidence({ id }))).rows;
  return { live, fence, liveVersion, evidence, lastVersion: last?.LAST_VERSION ?? 0 };
}
