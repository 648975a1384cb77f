import { z } from 'zod';

import { PLACEHOLDERS } from '../../pipeline/plan.js';
import { selectLiveVersion } from '../ledger/live-statements.js';
import {
  selectEvidence,
  selectLastJudged,
  selectLastVersion,
} from '../ledger/version-statements.js';
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
  /** The answer to {@link selectLastJudged}, which a run asks for where none is live. */
  readonly lastJudged: readonly TextRow[];
  /** The evidence that the live version was judged on, else that of the run that was judged last. */
  readonly evidence: readonly TextRow[];
  /** The number that was taken last; 0 before the first. */
  readonly lastVersion: number;
}

const NEVER_RAN: LedgerNow = {
  live: { FENCE: '0', VERSION: null },
  fence: 0,
  liveVersion: null,
  lastJudged: [],
  evidence: [],
  lastVersion: 0,
};

const liveRow = z.object({
  FENCE: wholeNumber,
  VERSION: wholeNumber.nullable(),
  VERSION_RUN_ID: z.string().nullable(),
});
const judgedRow = z.object({ RUN_ID: z.string() });
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
  const judged = id === null ? await readLastJudged(warehouse, model) : NONE_JUDGED;
  const told = id ?? judged.id;
  const evidence =
    told === null ? [] : (await warehouse.execute(selectEvidence({ id: told }))).rows;
  const lastVersion = last?.LAST_VERSION ?? 0;
  return { live, fence, liveVersion, lastJudged: judged.rows, evidence, lastVersion };
}

interface LastJudged {
  readonly rows: readonly TextRow[];
  readonly id: string | null;
}

const NONE_JUDGED: LastJudged = { rows: [], id: null };

async function readLastJudged(warehouse: Warehouse, model: string): Promise<LastJudged> {
  const outcome = await warehouse.execute(selectLastJudged({ id: PLACEHOLDERS.run, model }));
  const [row] = decodeRows(outcome, judgedRow);
  return { rows: outcome.rows, id: row?.RUN_ID ?? null };
}
