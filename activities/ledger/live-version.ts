import { z } from 'zod';

import { wholeNumber } from '../row-columns.js';
import type { Warehouse } from '../snowflake/warehouse.js';
import { StepProblem } from '../step-problem.js';
import { selectLiveVersion } from './live-statements.js';
import { modelVersionOf, modelVersionRow, type ModelVersion } from './model-version.js';
import { onlyRow } from './only-row.js';

/** What the ledger says of a model now. */
export interface LiveVersion {
  /** Grows by one with each switch; 0 before the first. */
  readonly fence: number;
  readonly champion: ModelVersion | null;
  /** The name that serves it, for example PREDICT_CHURN; null before the first. */
  readonly servingFunction: string | null;
}

const noChampion = z.object({ FENCE: wholeNumber, VERSION: z.null() });

const championRow = modelVersionRow.extend({ FENCE: wholeNumber, SERVING_FUNCTION: z.string() });

/** Reads the live version of a model. Throws LedgerCorrupt when the ledger is not of one mind about it. */
export async function readLiveVersion(warehouse: Warehouse, model: string): Promise<LiveVersion> {
  const what = `the live version of ${model}`;
  const row = await onlyRow(
    warehouse,
    selectLiveVersion(model),
    z.union([noChampion, championRow]),
    what,
  );
  if (row.VERSION !== null) {
    const { FENCE: fence, SERVING_FUNCTION: servingFunction } = row;
    return { fence, champion: modelVersionOf(row), servingFunction };
  }
  if (row.FENCE === 0) return { fence: 0, champion: null, servingFunction: null };
  throw new StepProblem('LedgerCorrupt', `${what} is none, but its fence is ${row.FENCE}, not 0.`);
}
