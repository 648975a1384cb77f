import type { TrainingKey } from '../../pipeline/training.js';

/** A training as messages name it, without its article. */
export function trainingText({ run, candidate }: TrainingKey): string {
  const whose = candidate === undefined ? '' : ` of the candidate ${candidate}`;
  return `training${whose} of run ${run.id}`;
}
