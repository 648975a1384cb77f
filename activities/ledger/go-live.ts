import { z } from 'zod';

import type { Run } from '../../pipeline/run.js';
import { wholeNumber } from '../row-columns.js';
import type { Warehouse } from '../snowflake/warehouse.js';
import { readLiveVersion } from './live-version.js';
import { rowOrNull } from './only-row.js';
import { insertPromotion, moveLiveVersion, selectPromotionOfRun } from './version-statements.js';

/** How a run went live. */
export interface Promotion {
  readonly version: number;
  readonly previousVersion: number | null;
  /** The fence after the switch. */
  readonly fence: number;
}

/** A switch that a run asks for. */
export interface Switch {
  readonly run: Run;
  readonly version: number;
  /** The fence that the candidate was judged by. */
  readonly expectedFence: number;
  readonly evidenceDigest: string;
  readonly queryIds: readonly string[];
}

const promotionRow = z.object({
  VERSION: wholeNumber,
  PREVIOUS_VERSION: wholeNumber.nullable(),
  FENCE: wholeNumber,
});

/** The promotion of a run, or null when it never went live. */
export async function readPromotion(warehouse: Warehouse, run: Run): Promise<Promotion | null> {
  const what = `the promotion of run ${run.id}`;
  const row = await rowOrNull(warehouse, selectPromotionOfRun(run), promotionRow, what);
  if (row === null) return null;
  return { version: row.VERSION, previousVersion: row.PREVIOUS_VERSION, fence: row.FENCE };
}

/**
 * Moves the live version to the run's and writes the promotion, both or neither; null when the fence has moved since
 * the candidate was judged. Whatever became of an earlier attempt, the answer is read back from the ledger.
 */
export async function goLive(warehouse: Warehouse, wanted: Switch): Promise<Promotion | null> {
  // The previous version belongs to the fence that the UPDATE tests: if that moves meanwhile, nothing is written.
  const { fence, champion } = await readLiveVersion(warehouse, wanted.run.model);
  if (fence === wanted.expectedFence) {
    await warehouse.transaction(async () => {
      const moved = await warehouse.execute(moveLiveVersion(wanted.run, wanted.version, fence));
      if (moved.changedRows === 0) return;
      await warehouse.execute(insertPromotion(promotionOf(wanted, champion?.version ?? null)));
    });
  }
  return readPromotion(warehouse, wanted.run);
}

function promotionOf(wanted: Switch, previousVersion: number | null) {
  return {
    MODEL: wanted.run.model,
    VERSION: wanted.version,
    PREVIOUS_VERSION: previousVersion,
    FENCE: wanted.expectedFence + 1,
    RUN_ID: wanted.run.id,
    PROMOTED_BY: wanted.run.startedBy,
    REASON: wanted.run.reason,
    EVIDENCE_DIGEST: wanted.evidenceDigest,
    QUERY_IDS: JSON.stringify(wanted.queryIds),
  };
}
