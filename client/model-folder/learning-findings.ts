import { taskOf, type ModelSpec } from '../../pipeline/model-spec.js';
import type { Finding } from './zod-findings.js';

/** What the task, or the way of training, leaves no use for. */
export function learningFindings(spec: ModelSpec): Finding[] {
  const { training, target, gate } = spec;
  const task = taskOf(spec);
  return [
    ...(task !== 'binary' && target.positive !== undefined ? [positiveFinding(task)] : []),
    ...('procedure' in training ? procedureFindings(task, gate) : []),
  ];
}

function positiveFinding(task: string): Finding {
  return {
    path: ['target', 'positive'],
    isKey: true,
    found: `a positive value for task: ${task}`,
    expected: 'task: binary with it',
    advice: 'Leave it out: there is no positive class.',
  };
}

/** Decision 0007: a procedure tells scores of itself, by names that binary models have, and decides by itself. */
function procedureFindings(task: string, { cost, metrics, checks }: ModelSpec['gate']): Finding[] {
  const findings = [
    {
      path: ['task'],
      found: `task: ${task}`,
      expected: 'task: binary',
      isThere: task !== 'binary',
    },
    {
      path: ['gate', 'cost'],
      found: 'a cost matrix',
      expected: 'none: the threshold of its answers is its own',
      isThere: cost !== undefined,
    },
    {
      path: ['gate', 'metrics'],
      found: 'metrics of metrics.py',
      expected: 'none: its scores are those that it reports',
      isThere: metrics !== undefined,
    },
    {
      path: ['gate', 'checks', 'looks'],
      found: 'a check of looks',
      expected: 'none: its scores are of rows of its own',
      isThere: checks?.looks !== undefined,
    },
  ];
  return findings
    .filter(({ isThere }) => isThere)
    .map(({ path, found, expected }) => ({
      path,
      isKey: true,
      found: `${found} for a procedure, which judges itself`,
      expected,
      advice: 'To use it, train with build(params) of train.py.',
    }));
}
