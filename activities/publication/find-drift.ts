import { z } from 'zod';

import { probabilityFunction } from '../../pipeline/object-names.js';
import { wholeNumber } from '../row-columns.js';
import { selectLiveVersions } from '../ledger/live-statements.js';
import type { Warehouse } from '../snowflake/warehouse.js';
import { servingComment } from './serving-comment.js';
import { selectServingFunctions } from './statements.js';

/** A model with serving functions that are not what the ledger says. */
export interface Drift {
  readonly model: string;
  readonly version: number;
  readonly fence: number;
  readonly servingFunction: string;
  readonly functions: readonly DriftedFunction[];
}

/** A serving function, and the comments of all that stands under its name: nothing, or one for each signature. */
export interface DriftedFunction {
  readonly functionName: string;
  readonly comments: readonly (string | null)[];
}

const liveRow = z.object({
  MODEL: z.string(),
  VERSION: wholeNumber,
  FENCE: wholeNumber,
  SERVING_FUNCTION: z.string(),
});

const functionRow = z.object({ FUNCTION_NAME: z.string(), COMMENT: z.string().nullable() });
type FunctionRow = z.output<typeof functionRow>;

/** Compares the serving functions of all models with the ledger, by their comments. */
export async function findDrift(warehouse: Warehouse): Promise<readonly Drift[]> {
  const live = await warehouse.select(selectLiveVersions(), liveRow);
  const there = await warehouse.select(selectServingFunctions(warehouse.schema), functionRow);
  return live.rows
    .map((row) => ({
      model: row.MODEL,
      version: row.VERSION,
      fence: row.FENCE,
      servingFunction: row.SERVING_FUNCTION,
    }))
    .map((one) => ({ ...one, functions: drifted(one, there.rows) }))
    .filter(({ functions }) => functions.length > 0);
}

/** One function of the name with the right comment is enough: others take other arguments (decision 0005). */
function drifted(
  live: Omit<Drift, 'functions'>,
  there: readonly FunctionRow[],
): readonly DriftedFunction[] {
  const { servingFunction } = live;
  return [servingFunction, probabilityFunction(servingFunction)]
    .map((functionName) => ({
      functionName,
      comments: there
        .filter(({ FUNCTION_NAME }) => FUNCTION_NAME === functionName)
        .map(({ COMMENT }) => COMMENT),
    }))
    .filter(({ comments }) => !comments.includes(servingComment(live)));
}
