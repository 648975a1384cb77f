import type { SearchAttributePair } from '@temporalio/common';

import type { RetrainingRequest } from '../../pipeline/retraining-request.js';
import { retrainingDetails, retrainingSummary } from '../../pipeline/run-summary.js';
import type { ModelFolder } from '../model-folder/read-model-folder.js';
import { startAttributes } from '../search-attributes.js';

/** What a run shows of itself in Temporal's Web UI from its start, and under which a list finds it. */
export interface RunMetadata {
  readonly staticSummary: string;
  readonly staticDetails: string;
  readonly typedSearchAttributes: SearchAttributePair[];
  /** `modelDigest`: over model.yaml and code, to tell whether the folder has changed since. */
  readonly memo: { readonly modelDigest: string };
}

/** The metadata of a run of this folder, whether a person or a Schedule starts it. */
export function runMetadata({ digest }: ModelFolder, request: RetrainingRequest): RunMetadata {
  return {
    staticSummary: retrainingSummary(request),
    staticDetails: retrainingDetails(request),
    typedSearchAttributes: startAttributes(request.spec.name, request.trigger),
    memo: { modelDigest: digest },
  };
}
