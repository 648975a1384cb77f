import { z } from 'zod';

import { featuresSqlProblems } from '../pipeline/features-sql.js';
import { modelSpecSchema, type ModelSpec } from '../pipeline/model-spec.js';
import type { RetrainingRequest } from '../pipeline/retraining-request.js';
import { filesDigest } from './content-digest.js';
import { StepProblem } from './step-problem.js';

const FILE_NAME = /^[A-Za-z0-9_][A-Za-z0-9_.-]{0,99}$/;

/**
 * Checks a request once more where it is first used: whoever may start Workflows can send one that no Client checked.
 * Throws ModelFolder for a model file that does not fit the schema, and for code that must not be uploaded.
 */
export function checkRequest(
  request: RetrainingRequest,
  handlerNames: readonly string[],
): ModelSpec {
  const spec = modelSpecSchema.safeParse(request.spec);
  if (!spec.success) throw refused(`model.yaml: ${z.prettifyError(spec.error)}`);
  for (const name of Object.keys(request.code)) checkFileName(name, handlerNames);
  const digest = filesDigest(request.code);
  if (digest !== request.codeDigest) {
    throw refused(
      `The code has the digest ${digest}, but the request says ${request.codeDigest}. Send the request by the Client.`,
    );
  }
  checkFeaturesSql(request.code['features.sql'], spec.data);
  return spec.data;
}

function checkFileName(name: string, handlerNames: readonly string[]): void {
  if (!FILE_NAME.test(name)) {
    throw refused(
      `The file name ${JSON.stringify(name)} is not allowed: expected letters, digits, . _ and -. Rename it.`,
    );
  }
  if (handlerNames.includes(name)) {
    throw refused(`The file ${name} has the name of one of Ratchet's own handlers. Rename it.`);
  }
}

function checkFeaturesSql(sql: string | undefined, spec: ModelSpec): void {
  if (sql === undefined || spec.features === 'features.py') return;
  const [problem] = featuresSqlProblems(sql, Object.keys(spec.sources));
  if (problem === undefined) return;
  const { offset, found, expected, advice } = problem;
  throw refused(
    `features.sql, character ${offset + 1}: found ${found}, expected ${expected}. ${advice}`,
  );
}

function refused(message: string): StepProblem {
  return new StepProblem('ModelFolder', message);
}
