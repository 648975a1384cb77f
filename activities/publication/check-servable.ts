import { z } from 'zod';

import { scoresTable } from '../../pipeline/object-names.js';
import { readEvidence } from '../ledger/evidence.js';
import type { ModelVersion } from '../ledger/model-version.js';
import { isMissing } from '../snowflake/is-missing.js';
import type { Warehouse } from '../snowflake/warehouse.js';
import { readLocation } from '../stage-files.js';
import { StepProblem } from '../step-problem.js';
import { checkParity } from './check-parity.js';
import { selectFunctionComments } from './statements.js';
import { versionedComment } from '../versioned-comment.js';

const MODEL_FILES = ['model.joblib', 'model.json'] as const;
/**
 * Makes sure that an older version could serve now, before anything points at it: its evidence, its files, and that its
 * functions answer as they did when it was judged. Throws RollbackRefused for what is gone, GateNotPassed,
 * VersionConflict and ParityMismatch for what is not as it was. Returns the query id of the comparison.
 */
export async function checkServable(
  warehouse: Warehouse,
  model: string,
  version: ModelVersion,
): Promise<string> {
  await checkEvidence(warehouse, model, version);
  await checkFunctions(warehouse, model, version);
  await checkArtifact(warehouse, model, version);
  return comparedWithScores(warehouse, model, version);
}

/** It went live once, so its gate let it pass; what passed then must be what would serve now. */
async function checkEvidence(
  warehouse: Warehouse,
  model: string,
  { version, runId, artifactSha256, snapshot, evidenceDigest }: ModelVersion,
): Promise<void> {
  const { evidence, digest } = await readEvidence(warehouse, { id: runId });
  const isTheSame =
    digest === evidenceDigest &&
    evidence.artifactSha256 === artifactSha256 &&
    evidence.snapshot === snapshot;
  if (isTheSame) return;
  throw new StepProblem(
    'GateNotPassed',
    `Version ${version} of ${model} may not serve: the ledger's evidence is not about its model file, or was changed ` +
      'since it was promoted. Retrain it instead.',
  );
}

async function checkFunctions(
  warehouse: Warehouse,
  model: string,
  version: ModelVersion,
): Promise<void> {
  const comment = versionedComment(version);
  for (const name of [version.functionName, version.probabilityFunctionName]) {
    const row = z.object({ COMMENT: z.string().nullable() });
    const { rows } = await warehouse.select(selectFunctionComments(warehouse.schema, name), row);
    if (rows.length === 0) throw gone(model, version, `its function ${name}`);
    if (rows.some(({ COMMENT }) => COMMENT !== comment)) {
      throw new StepProblem(
        'VersionConflict',
        `The function ${name} is not the one that version ${version.version} of ${model} was published with. ` +
          'Find who replaced it; versions are never replaced.',
      );
    }
  }
}

async function checkArtifact(
  warehouse: Warehouse,
  model: string,
  version: ModelVersion,
): Promise<void> {
  const paths = await readLocation(warehouse, version.artifact);
  const names = paths.map((path) => path.split('/').at(-1));
  const missing = MODEL_FILES.find((file) => !names.includes(file));
  if (missing !== undefined) throw gone(model, version, `${version.artifact}${missing}`);
}

async function comparedWithScores(
  warehouse: Warehouse,
  model: string,
  version: ModelVersion,
): Promise<string> {
  const scores = scoresTable({ id: version.runId, model });
  const functions = { predict: version.functionName, proba: version.probabilityFunctionName };
  try {
    return await checkParity(warehouse, scores, version, functions);
  } catch (error) {
    if (!isMissing(error)) throw error;
    throw gone(model, version, `the table ${scores} of the rows that it was judged by`, error);
  }
}

function gone(model: string, { version }: ModelVersion, what: string, cause?: Error): StepProblem {
  return new StepProblem(
    'RollbackRefused',
    `Version ${version} of ${model} can serve no more: ${what} is gone. Name another version with --to, or retrain: ` +
      `npx ratchet run ${model}.`,
    { cause },
  );
}
