import type { ModelSpec } from './model-spec.js';
import type { RetrainingRequest } from './retraining-request.js';

/** Which run it is, in the line that Temporal's Web UI shows of it in lists. */
export function retrainingSummary({ spec, trigger, startedBy }: RetrainingRequest): string {
  return `${spec.name}, ${trigger === 'manual' ? `started by ${startedBy}` : 'scheduled'}`;
}

/** What a run is to do, in Markdown; the Web UI carries it in a URL, so it stays far below 2 KB. */
export function retrainingDetails(request: RetrainingRequest): string {
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
  return Object.entries(gate.rules).flatMap(([metric, rules]) =>
    Object.entries(rules).map(([rule, bound]) => `- ${metric} ${rule} ${bound}`),
  );
}
