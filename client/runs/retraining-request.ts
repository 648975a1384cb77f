import type { RetrainingRequest } from '../../pipeline/retraining-request.js';
import type { ModelFolder } from '../model-folder/read-model-folder.js';

/** The Workflow's input: the folder as it stands now, frozen. */
export function retrainingRequest(
  { spec, code, codeDigest, policyDigest }: ModelFolder,
  start: Pick<RetrainingRequest, 'trigger' | 'startedBy' | 'reason' | 'force'>,
): RetrainingRequest {
  return { spec, code, codeDigest, policyDigest, ...start };
}
