import { z } from 'zod';

import {
  aroundVersion,
  probabilityFunction,
  versionedFunction,
} from '../../pipeline/object-names.js';
import type { PublicationInput } from '../../pipeline/publication.js';
import { taskOf } from '../../pipeline/model-spec.js';
import type { HandlerContext } from '../procedures/call-handler.js';
import { callOwnProcedure } from '../procedures/call-own-procedure.js';
import { wholeNumber } from '../row-columns.js';
import type { Bind } from '../snowflake/statement.js';
import type { Warehouse } from '../snowflake/warehouse.js';
import { onlyRow } from './only-row.js';
import { recipeDigest } from './recipe-digest.js';
import { selectVersionsOfRun } from './version-statements.js';

/** The immutable functions of one version. */
export interface VersionedFunctions {
  readonly version: number;
  readonly functionName: string;
  readonly probabilityFunctionName: string;
}

/** The names of a run's functions under a version number. */
export function functionsOf(input: PublicationInput, version: number): VersionedFunctions {
  const functionName = versionedFunction(input.spec.publication.function, version, input.run);
  return { version, functionName, probabilityFunctionName: probabilityFunction(functionName) };
}

/**
 * Gives the run a version number and writes its row in MODEL_VERSIONS; a run that has one keeps it. Numbers grow
 * without reuse, and may have gaps. Throws LedgerCorrupt when the run has several.
 */
export async function claimVersion(
  dependencies: HandlerContext,
  warehouse: Warehouse,
  input: PublicationInput,
): Promise<VersionedFunctions> {
  const { run, spec } = input;
  const [before, after] = aroundVersion(spec.publication.function, run);
  await callOwnProcedure(dependencies, warehouse, {
    purpose: 'CLAIM',
    handler: 'ratchet_ledger.claim',
    request: {
      row: versionRow(input),
      functions: {
        FUNCTION_NAME: [before, after],
        PROBABILITY_FUNCTION_NAME: [before, probabilityFunction(after)],
      },
    },
    answer: z.object({ kind: z.enum(['CLAIMED', 'KEPT']) }),
  });
  const row = z.object({ VERSION: wholeNumber });
  const what = `the version of run ${run.id}`;
  const claimed = await onlyRow(warehouse, selectVersionsOfRun(run), row, what);
  return functionsOf(input, claimed.VERSION);
}

function versionRow(input: PublicationInput): Readonly<Record<string, Bind>> {
  const { run, spec, candidate, featureTable, evaluation, codeDigest, policyDigest } = input;
  return {
    MODEL: run.model,
    RUN_ID: run.id,
    ARTIFACT: candidate.artifact,
    ARTIFACT_SHA256: candidate.artifactSha256,
    SNAPSHOT: featureTable.snapshot,
    CODE_DIGEST: codeDigest,
    RECIPE_DIGEST: recipeDigest(spec, codeDigest),
    POLICY_DIGEST: policyDigest,
    EVIDENCE_DIGEST: evaluation.evidenceDigest,
    FEATURES: JSON.stringify(featureTable.features),
    PACKAGES: JSON.stringify(candidate.packages),
    TASK: taskOf(spec),
  };
}
