import { builtInMetric, metricsOf } from '../../pipeline/metrics.js';
import { taskOf, type ModelSpec } from '../../pipeline/model-spec.js';
import { closestWord } from './closest-word.js';
import type { Finding } from './zod-findings.js';
import type { Path } from './yaml-file.js';

/** What it takes to tell which names are metrics. */
type Judging = Pick<ModelSpec, 'gate' | 'task'>;

/** Rules on names that are no metric of this model: at the gate they could only ever reject. */
export function metricFindings(spec: Judging): Finding[] {
  const known = knownMetrics(spec);
  return ruledMetrics(spec)
    .filter(({ name }) => !known.includes(name))
    .map(({ path, name }) => ({
      path,
      isKey: true,
      found: `the metric ${JSON.stringify(name)}`,
      expected: `one of ${known.join(', ')}`,
      advice: adviceFor(name, known, spec),
    }));
}

function knownMetrics(spec: Judging): string[] {
  const { cost, metrics = {} } = spec.gate;
  return [
    ...metricsOf(taskOf(spec)).filter((metric) => metric !== 'cost' || cost !== undefined),
    ...Object.keys(metrics),
  ];
}

function ruledMetrics({ gate }: Judging): { path: Path; name: string }[] {
  return [
    { place: ['gate', 'rules'], rules: gate.rules },
    ...(gate.slices ?? []).map(({ rules }, index) => ({
      place: ['gate', 'slices', index, 'rules'],
      rules,
    })),
  ].flatMap(({ place, rules }) =>
    Object.keys(rules).map((name) => ({ path: [...place, name], name })),
  );
}

function adviceFor(name: string, known: readonly string[], spec: Judging): string {
  if (name === 'cost' && taskOf(spec) === 'binary') {
    return 'Say what wrong answers cost: gate: cost: { falsePositive: 1, falseNegative: 5 }.';
  }
  const builtIn = builtInMetric(name);
  if (builtIn !== undefined) {
    return `It is one of task: ${builtIn.tasks.join(' and ')}; this model's is ${taskOf(spec)}.`;
  }
  const near = closestWord(name, known) ?? known.find((metric) => metric.includes(name));
  return near === undefined
    ? `Write it as a function in metrics.py, and name it: gate: metrics: ${name}: { direction: higher }.`
    : `Did you mean ${near}?`;
}
