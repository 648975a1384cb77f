import type { ModelVersion } from './ledger/model-version.js';

/** The comment of the immutable functions of a version: whose they are, and of which model file. */
export function versionedComment(
  of: Pick<ModelVersion, 'runId' | 'version' | 'artifactSha256'>,
): string {
  return JSON.stringify({
    ratchet: { run: of.runId, version: of.version, sha256: of.artifactSha256 },
  });
}
