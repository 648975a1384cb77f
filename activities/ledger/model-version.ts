import { z } from 'zod';

import type { Feature } from '../../pipeline/features.js';
import { TASKS, type Task } from '../../pipeline/metrics.js';
import { wholeNumber } from '../row-columns.js';
import type { Warehouse } from '../snowflake/warehouse.js';
import { onlyRow } from './only-row.js';
import { selectVersion } from './version-statements.js';

/** A version that was published: where its model lies, what it was made of, and the functions that run it. */
export interface ModelVersion {
  readonly version: number;
  /** The run that made it. */
  readonly runId: string;
  readonly artifact: string;
  readonly artifactSha256: string;
  readonly snapshot: string;
  readonly recipeDigest: string;
  readonly policyDigest: string;
  readonly evidenceDigest: string;
  readonly features: readonly Feature[];
  readonly task: Task;
  readonly functionName: string;
  readonly probabilityFunctionName: string;
}

const featuresText = z
  .string()
  .transform((text): unknown => JSON.parse(text))
  .pipe(
    z.array(z.object({ name: z.string(), kind: z.enum(['number', 'text', 'boolean']) }).readonly()),
  );

/** A row with the version's number and its VERSION_COLUMNS. */
export const modelVersionRow = z.object({
  VERSION: wholeNumber,
  VERSION_RUN_ID: z.string(),
  ARTIFACT: z.string(),
  ARTIFACT_SHA256: z.string(),
  SNAPSHOT: z.string(),
  RECIPE_DIGEST: z.string(),
  POLICY_DIGEST: z.string(),
  EVIDENCE_DIGEST: z.string(),
  FEATURES: featuresText,
  /** Null for versions of when every model was binary. */
  TASK: z.enum(TASKS).nullable(),
  FUNCTION_NAME: z.string(),
  PROBABILITY_FUNCTION_NAME: z.string(),
});

/** The version that such a row tells of. */
export function modelVersionOf(row: z.output<typeof modelVersionRow>): ModelVersion {
  return {
    version: row.VERSION,
    runId: row.VERSION_RUN_ID,
    artifact: row.ARTIFACT,
    artifactSha256: row.ARTIFACT_SHA256,
    snapshot: row.SNAPSHOT,
    recipeDigest: row.RECIPE_DIGEST,
    policyDigest: row.POLICY_DIGEST,
    evidenceDigest: row.EVIDENCE_DIGEST,
    features: row.FEATURES,
    task: row.TASK ?? 'binary',
    functionName: row.FUNCTION_NAME,
    probabilityFunctionName: row.PROBABILITY_FUNCTION_NAME,
  };
}

/** Reads a version of a model. Throws LedgerCorrupt when there is none of that number, or several. */
export async function readVersion(
  warehouse: Warehouse,
  model: string,
  version: number,
): Promise<ModelVersion> {
  const what = `version ${version} of ${model}`;
  return modelVersionOf(
    await onlyRow(warehouse, selectVersion(model, version), modelVersionRow, what),
  );
}
