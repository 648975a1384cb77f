import type { Observed } from './observed.js';
import { violations, type Violation } from './violation.js';

/** I6: the bytes in the stage of every version whose functions are there are those that were judged. */
export function checkArtifacts({ ledger, artifacts, functions }: Observed): readonly Violation[] {
  const names = new Set(functions.map(({ name }) => name));
  return violations(
    'I6',
    ledger.versions
      .filter(({ FUNCTION_NAME }) => names.has(FUNCTION_NAME))
      .map(({ MODEL, VERSION, ARTIFACT, ARTIFACT_SHA256 }) => {
        const found = artifacts.get(ARTIFACT) ?? 'no file';
        return found === ARTIFACT_SHA256
          ? null
          : `version ${VERSION} of ${MODEL} at ${ARTIFACT}: found ${found}, the ledger says ${ARTIFACT_SHA256}`;
      }),
  );
}
