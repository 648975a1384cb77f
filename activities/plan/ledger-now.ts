import { selectEvidence, selectLastVersion } from '../ledger/version-statements.js';
import { selectLiveVersion } from '../ledger/live-statements.js';
import { isMissing } from '../snowflake/is-missing.js';
import type { TextRow } from '../snowflake/statement.js';
import type { Warehouse } from '../snowflake/warehouse.js';

/** What the ledger says of a model now, as rows: the steps that are planned read them as those of a run would. */
export interface LedgerNow {
  /** The answer to {@link selectLiveVersion}. */
  readonly live: TextRow;
  /** The evidence that the live version was judged on; none without one. */
  readonly evidence: readonly TextRow[];
  /** The number that was taken last; 0 before the first. */
  readonly lastVersion: number;
}

const NEVER_RAN: LedgerNow = { live: { FENCE: '0', VERSION: null }, evidence: [], lastVersion: 0 };

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
  const [live] = (await warehouse.execute(selectLiveVersion(model))).rows;
  if (live === undefined) return NEVER_RAN;
  const [last] = (await warehouse.execute(selectLastVersion(model))).rows;
  const lastVersion = Number(last?.['LAST_VERSION'] ?? 0);
  const runId = live['VERSION_RUN_ID'] ?? null;
  if (runId === null) return { live, evidence: [], lastVersion };
  const { rows: evidence } = await warehouse.execute(selectEvidence({ id: runId }));
  return { live, evidence, lastVersion };
}
