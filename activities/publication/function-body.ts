import type { Feature } from '../../pipeline/features.js';
import { textDigest } from '../content-digest.js';

/** Which model a function runs, and for which arguments. */
export interface FunctionModel {
  readonly artifactSha256: string;
  /** In the order of the arguments. */
  readonly features: readonly Feature[];
}

/** The methods of PublishedModel in python/handlers/ratchet_publication.py that a function may answer with. */
export type Answering = 'predict' | 'predict_proba';

const SHA256 = /^[0-9a-f]{64}$/;

/**
 * The Python text of a versioned function, with HANDLER 'answer'. The digests stand here and not in a file beside the
 * model, because a function's text cannot be changed without replacing the function. Vectorised by attribute:
 * https://docs.snowflake.com/en/developer-guide/udf/python/udf-python-batch. Throws a RangeError for what is no sha256.
 */
export function functionBody(
  { artifactSha256, features }: FunctionModel,
  method: Answering,
): string {
  if (!SHA256.test(artifactSha256)) throw new RangeError(`${artifactSha256} is no sha256 in hex`);
  return [
    'import pandas',
    'from ratchet_publication import PublishedModel',
    '',
    'MODEL = PublishedModel(',
    `    artifact_sha256="${artifactSha256}",`,
    `    features_sha256="${featuresDigest(features)}",`,
    ')',
    '',
    '',
    'def answer(arguments):',
    `    return MODEL.${method}(arguments)`,
    '',
    '',
    'answer._sf_vectorized_input = pandas.DataFrame',
  ].join('\n');
}

/** The same as features_digest of python/handlers/ratchet_lock.py. */
function featuresDigest(features: readonly Feature[]): string {
  return textDigest(JSON.stringify(features.map(({ name, kind }) => [name, kind])));
}
