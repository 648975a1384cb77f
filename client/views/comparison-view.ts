import { durationText } from '../../pipeline/duration-text.js';
import { countText, numberText, scoreText } from '../../pipeline/score-text.js';
import type {
  ComparedMetric,
  ComparedRun,
  Comparison,
  NamedPair,
  Pair,
} from '../ledger/comparison.js';
import type { Colors } from '../output.js';
import { plainTable } from './table.js';
import { minuteText } from './time-text.js';
import { verdictText } from './verdict-words.js';

const NUMBER_COLUMNS = [1, 2, 3] as const;

/** Two runs beside each other, part by part; parts in which nothing differs are one line. */
export function comparisonView(comparison: Comparison, colors: Colors): string {
  const { a, b, metrics, notes, rows, chosen, build, params, features, packages, problems } =
    comparison;
  const counts = rows.map((pair) => line(pair, countText, rowDifference(pair)));
  const changed = params.filter((pair) => pair.a !== pair.b);
  return [
    [runLine('A', a, colors), runLine('B', b, colors)].join('\n'),
    section(
      'metrics',
      metrics.map((metric) => metricLine(metric, colors)),
      colors,
    ),
    notes.map((note) => colors.dim(note)).join('\n'),
    section('rows', counts, colors),
    chosenSection(chosen, colors),
    buildSection(build, colors),
    section('params', texts(changed), colors, sameText(params.length, 'parameter')),
    section('features', texts(features), colors, 'the same list'),
    section('packages', texts(packages), colors, 'the same'),
    section('digests', comparison.digests.map(digestLine), colors),
    section(
      'time',
      comparison.timings.map((pair) => line(pair, durationText)),
      colors,
    ),
    problems.map((problem) => `${colors.red('✘')} ${problem}`).join('\n'),
  ]
    .filter((part) => part !== '')
    .join('\n\n');
}

function texts(pairs: readonly NamedPair<string>[]): string[][] {
  return pairs.map((pair) => line(pair, String));
}

function runLine(letter: string, run: ComparedRun, colors: Colors): string {
  const { runId, model, startedAt, startedBy, state, version, verdict } = run;
  const ended = version === null ? state : `${state}, version ${version}`;
  return `${colors.bold(letter)}  ${runId}  ${model}  ${minuteText(startedAt)}  by ${startedBy}  ${verdictText(verdict, colors)}  ${ended}`;
}

function section(
  title: string,
  rows: readonly (readonly string[])[],
  colors: Colors,
  same = 'none on record',
): string {
  if (rows.length === 0) return `${colors.dim(title)}  ${same}`;
  const head = [title, 'A', 'B', ''].map((name) => colors.dim(name));
  return plainTable(head, rows, NUMBER_COLUMNS);
}

/** Only of runs that trained several candidates: others have no names for them. */
function chosenSection({ a, b }: Pair<string>, colors: Colors): string {
  if (a === null && b === null) return '';
  const row = line({ name: 'chosen', a, b }, String, a === b ? 'the same' : '');
  return section('candidates', [row], colors);
}

function buildSection({ a, b }: Pair<string>, colors: Colors): string {
  const rows = a === b ? [] : [line({ name: 'function', a, b }, String)];
  return section('train.py', rows, colors, a === null ? 'none on record' : 'the same function');
}

function sameText(count: number, what: string): string {
  return count === 0 ? 'none on record' : `the same (${count} ${what}${count === 1 ? '' : 's'})`;
}

function metricLine({ metric, a, b, delta, better }: ComparedMetric, colors: Colors): string[] {
  const difference = delta === null ? '' : `${delta > 0 ? '+' : ''}${numberText(delta)}`;
  const words = {
    a: colors.red(`${difference} worse`),
    b: colors.green(`${difference} better`),
    same: 'the same',
  };
  return [
    metric,
    a === null ? '' : scoreText(a, b),
    b === null ? '' : scoreText(b, a),
    better === null ? difference : words[better],
  ];
}

function line<Value>(
  { name, a, b }: NamedPair<Value>,
  text: (value: Value) => string,
  difference = '',
): string[] {
  return [name, a === null ? '' : text(a), b === null ? '' : text(b), difference];
}

function rowDifference({ a, b }: Pair<number>): string {
  if (a === null || b === null || a === b) return '';
  return `${b > a ? '+' : '-'}${countText(Math.abs(b - a))}`;
}

function digestLine(pair: NamedPair<string>): string[] {
  const isSame = pair.a !== null && pair.a === pair.b;
  return line(pair, (digest) => digest.slice(0, 12), isSame ? 'the same' : '');
}
