import { z } from 'zod';

import type { Feature } from '../../pipeline/features.js';
import { wholeNumber } from '../row-columns.js';
import type { Warehouse } from '../snowflake/warehouse.js';
import { StepProblem } from '../step-problem.js';
import { onlyRow } from './only-row.js';
import { selectLiveVersion } from './version-statements.js';

/** A version that was published: where its model lies, what it was made of, and the functions that run it. */
export interface ModelVersion {
  readonly version: number;
  readonly artifact: string;
  readonly artifactSha256: string;
  readonly snapshot: string;
  readonly recipeDigest: string;
  readonly policyDigest: string;
  readonly features: readonly Feature[];
  readonly functionName: string;
  readonly probabilityFunctionName: string;
}

/** What the ledger says of a model now. */
export interface LiveVersion {
  /** Grows by one with each switch; 0 before the first. */
  readonly fence: number;
  readonly champion: ModelVersion | null;
}

const featuresText = z
  .string()
  .transform((text): unknown => JSON.parse(text))
  .pipe(
    z.array(z.object({ name: z.string(), kind: z.enum(['number', 'text', 'boolean']) }).readonly()),
  );

const noChampion = z.object({ FENCE: wholeNumber, VERSION: z.null() });

const championRow = z.object({
  FENCE: wholeNumber,
  VERSION: wholeNumber,
  ARTIFACT: z.string(),
  ARTIFACT_SHA256: z.string(),
  SNAPSHOT: z.string(),
  RECIPE_DIGEST: z.string(),
  POLICY_DIGEST: z.string(),
  FEATURES: featuresText,
  FUNCTION_NAME: z.string(),
  PROBABILITY_FUNCTION_NAME: z.string(),
});

/** Reads the live version of a model. Throws LedgerCorrupt when the ledger is not of one mind about it. */
export async function readLiveVersion(warehouse: Warehouse, model: string): Promise<LiveVersion> {
  const what = `the live version of ${model}`;
  const row = await onlyRow(
    warehouse,
    selectLiveVersion(model),
    z.union([noChampion, championRow]),
    what,
  );
  if (row.VERSION !== null) return { fence: row.FENCE, champion: championOf(row) };
  if (row.FENCE === 0) return { fence: 0, champion: null };
  throw new StepProblem('LedgerCorrupt', `${what} is none, but its fence is ${row.FENCE}, not 0.`);
}

function championOf(row: z.output<typeof championRow>): ModelVersion {
  return {
    version: row.VERSION,
    artifact: row.ARTIFACT,
    artifactSha256: row.ARTIFACT_SHA256,
    snapshot: row.SNAPSHOT,
    recipeDigest: row.RECIPE_DIGEST,
    policyDigest: row.POLICY_DIGEST,
    features: row.FEATURES,
    functionName: row.FUNCTION_NAME,
    probabilityFunctionName: row.PROBABILITY_FUNCTION_NAME,
  };
}
