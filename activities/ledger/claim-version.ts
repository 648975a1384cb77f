import { z } from 'zod';

import { probabilityFunction, versionedFunction } from '../../pipeline/object-names.js';
import type { PublicationInput } from '../../pipeline/publication.js';
import { wholeNumber } from '../row-columns.js';
import type { Bind } from '../snowflake/statement.js';
import type { Warehouse } from '../snowflake/warehouse.js';
import { onlyRow } from './only-row.js';
import { recipeDigest } from './recipe-digest.js';
import {
  insertVersion,
  selectLastVersion,
  selectVersionsOfRun,
  takeNextVersion,
} from './version-statements.js';

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
  warehouse: Warehouse,
  input: PublicationInput,
): Promise<VersionedFunctions> {
  const { run } = input;
  await warehouse.transaction(async () => {
    const taken = await warehouse.execute(takeNextVersion(run));
    if (taken.changedRows === 0) return;
    const row = z.object({ LAST_VERSION: wholeNumber });
    const what = `the last version of ${run.model}`;
    const last = await onlyRow(warehouse, selectLastVersion(run.model), row, what);
    await warehouse.execute(
      insertVersion(versionRow(input, functionsOf(input, last.LAST_VERSION))),
    );
  });
  const row = z.object({ VERSION: wholeNumber });
  const what = `the version of run ${run.id}`;
  const claimed = await onlyRow(warehouse, selectVersionsOfRun(run), row, what);
  return functionsOf(input, claimed.VERSION);
}

function versionRow(
  input: PublicationInput,
  functions: VersionedFunctions,
): Readonly<Record<string, Bind>> {
  const { run, spec, candidate, featureTable, evaluation, codeDigest, policyDigest } = input;
  return {
    MODEL: run.model,
    VERSION: functions.version,
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
    FUNCTION_NAME: functions.functionName,
    PROBABILITY_FUNCTION_NAME: functions.probabilityFunctionName,
  };
}
