import { z } from 'zod';

import { canonicalJson } from '../pipeline/canonical-json.js';
import { featuresSqlProblems } from '../pipeline/features-sql.js';
import { modelSpecSchema, type ModelSpec } from '../pipeline/model-spec.js';
import { GIT_COMMIT, type RetrainingRequest } from '../pipeline/retraining-request.js';
import { filesDigest, textDigest } from './content-digest.js';
import { StepProblem } from './step-problem.js';

const FILE_NAME = /^[A-Za-z0-9_][A-Za-z0-9_.-]{0,99}$/;

/**
 * Checks a request once more where it is first used: whoever may start Workflows can send one that no Client checked.
 * Throws ModelFolder for a model file that does not fit the schema, for digests that are not those of what came with
 * them, for what is no commit, and for code that must not be uploaded.
 */
export function checkRequest(
  request: RetrainingRequest,
  handlerNames: readonly string[],
): ModelSpec {
  const spec = checkSpec(request.spec);
  for (const name of Object.keys(request.code)) checkFileName(name, handlerNames);
  checkDigest('code', filesDigest(request.code), request.codeDigest);
  checkDigest('policy', textDigest(canonicalJson(spec.gate)), request.policyDigest);
  checkGitCommit(request.gitCommit ?? null);
  checkFeaturesSql(request.code['features.sql'], spec);
  return spec;
}

/** The Workflow hands the spec on to later steps as it came, so it must be what the schema makes of it, defaults and all. */
function checkSpec(sent: ModelSpec): ModelSpec {
  const spec = modelSpecSchema.safeParse(sent);
  if (!spec.success) throw refused(`model.yaml: ${z.prettifyError(spec.error)}`);
  if (canonicalJson(spec.data) === canonicalJson(sent)) return spec.data;
  throw refused(
    'model.yaml is not in the form in which the Client sends it, with all defaults and names in upper case. ' +
      'Send the request by the Client.',
  );
}

function checkDigest(what: string, found: string, sent: string): void {
  if (found === sent) return;
  throw refused(
    `The ${what} has the digest ${found}, but the request says ${sent}. Send the request by the Client.`,
  );
}

function checkGitCommit(commit: string | null): void {
  if (commit === null || GIT_COMMIT.test(commit)) return;
  throw refused(
    `The git commit is ${JSON.stringify(commit).slice(0, 100)}, expected 40 or 64 hex digits, and -dirty behind them if ` +
      'files differ from it. Send the request by the Client.',
  );
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
