import type { Task } from '../../pipeline/metrics.js';
import { taskOf, type ModelSpec } from '../../pipeline/model-spec.js';
import type { Path } from './yaml-file.js';
import type { Finding } from './zod-findings.js';

/** Something in a model file that may be of no use. */
interface Unused {
  readonly path: Path;
  readonly found: string;
  readonly expected: string;
  readonly isThere: boolean;
}

/** What the task, or the way of training, leaves no use for. */
export function learningFindings(spec: ModelSpec): Finding[] {
  const task = taskOf(spec);
  return [
    ...positiveFindings(task, spec),
    ...taskFindings(task, spec),
    ...('procedure' in spec.training ? procedureFindings(task, spec) : []),
  ];
}

function positiveFindings(task: Task, { target }: ModelSpec): Finding[] {
  const positive = {
    path: ['target', 'positive'],
    found: 'a positive value',
    expected: 'task: binary with it',
    isThere: target.positive !== undefined && task !== 'binary',
  };
  return findings([positive], `task: ${task}`, 'Leave it out: there is no positive class.');
}

/** What a target of the task does not have. */
function taskFindings(task: Task, { gate: { cost, checks } }: ModelSpec): Finding[] {
  const unused = [
    {
      path: ['gate', 'cost'],
      found: 'a cost matrix',
      expected: 'task: binary with it',
      isThere: cost !== undefined && task !== 'binary',
    },
    {
      path: ['gate', 'checks', 'calibration'],
      found: 'a check of calibration',
      expected: 'task: binary or multiclass with it',
      isThere: checks?.calibration !== undefined && task === 'regression',
    },
  ];
  return findings(unused, `task: ${task}`, 'Leave it out.');
}

/** Decision 0007: a procedure tells scores of itself, by names that binary models have, and decides by itself. */
function procedureFindings(task: Task, { gate: { cost, metrics, checks } }: ModelSpec): Finding[] {
  const unused = [
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
  const advice = 'To use it, train with build(params) of train.py.';
  return findings(unused, 'a procedure, which judges itself', advice);
}

function findings(unused: readonly Unused[], of: string, advice: string): Finding[] {
  return unused
    .filter(({ isThere }) => isThere)
    .map(({ path, found, expected }) => ({
      path,
      isKey: true,
      found: `${found} for ${of}`,
      expected,
      advice,
    }));
}
