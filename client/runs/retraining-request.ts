import type { RetrainingRequest } from '../../pipeline/retraining-request.js';
import { gitCommitOf } from '../model-folder/git-commit.js';
import type { ModelFolder } from '../model-folder/read-model-folder.js';

/** The Workflow's input: the folder as it stands now, frozen. */
export function retrainingRequest(
  { directory, spec, code, codeDigest, policyDigest }: ModelFolder,
  start: Pick<RetrainingRequest, 'trigger' | 'startedBy' | 'reason' | 'force'>,
): RetrainingRequest {
  const gitCommit = gitCommitOf(directory);
  return { spec, code, codeDigest, policyDigest, gitCommit, ...start };
}
