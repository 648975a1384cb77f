import type { RunEnd } from '../pipeline/outcome.js';
import type { StepProgress } from '../pipeline/progress.js';
import type { RollbackRequest } from '../pipeline/rollback.js';
import { withReasons } from './closing-text.js';
import { stepTable } from './current-details.js';

/** What a rollback does, in the line that the Web UI shows beside its Activity. */
export function rollbackPurpose({ toVersion }: RollbackRequest): string {
  const target = toVersion === null ? 'the version before the live one' : `version ${toVersion}`;
  return `test ${target}, then point the serving name at it`;
}

/** A rollback as the Web UI's page "User Metadata" shows it: Markdown. */
export function rollbackDetails(
  request: RollbackRequest,
  step: StepProgress,
  end: RunEnd | null,
): string {
  const state = end?.state ?? 'rolling back';
  const sections = [`**${request.model}: ${state}**`, stepTable({ steps: [step] })];
  if (end !== null) sections.push(withReasons(end, nextText(request.model, end)));
  return sections.join('\n\n');
}

function nextText(model: string, { state }: RunEnd): string {
  if (state === 'ROLLED_BACK') {
    return `The next retraining may promote a new version. To stop scheduled ones: \`ratchet schedule pause ${model}\`.`;
  }
  return state === 'SUPERSEDED'
    ? 'Nothing was changed. Look at what serves now, and roll back again if that is still wanted.'
    : `The row of ${model} in LIVE_VERSION tells what serves.`;
}
