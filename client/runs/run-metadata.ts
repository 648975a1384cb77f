import type { SearchAttributePair } from '@temporalio/common';

import { METRIC_NAMES } from '../../pipeline/metrics.js';
import type { ModelSpec } from '../../pipeline/model-spec.js';
import type { RetrainingRequest } from '../../pipeline/retraining-request.js';
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
  const { spec, trigger } = request;
  return {
    staticSummary: `${spec.name}, ${trigger === 'manual' ? `started by ${request.startedBy}` : 'scheduled'}`,
    staticDetails: details(request),
    typedSearchAttributes: startAttributes(spec.name, trigger),
    memo: { modelDigest: digest },
  };
}

/** Markdown; the Web UI carries it in a URL, so it stays far below 2 KB. */
function details(request: RetrainingRequest): string {
  const { spec, reason, codeDigest, policyDigest } = request;
  return [
    ...(spec.description === '' ? [] : [spec.description, '']),
    ...(reason === null ? [] : [`**Reason:** ${reason}`, '']),
    `**Predicts** \`${spec.target.column}\` of each \`${spec.entity}\`, **serves** \`${spec.publication.function}\`.`,
    '',
    '**Gate:**',
    '',
    ...ruleLines(spec),
    '',
    `Code \`${codeDigest.slice(0, 12)}\`, policy \`${policyDigest.slice(0, 12)}\`.`,
  ].join('\n');
}

function ruleLines({ gate }: ModelSpec): string[] {
  return METRIC_NAMES.flatMap((metric) =>
    Object.entries(gate.rules[metric] ?? {}).map(([rule, bound]) => `- ${metric} ${rule} ${bound}`),
  );
}
