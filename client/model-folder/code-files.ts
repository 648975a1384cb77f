import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import { featuresSqlProblems } from '../../pipeline/features-sql.js';
import { ONLY_BUILD, type ModelSpec } from '../../pipeline/model-spec.js';
import { MAX_CODE_BYTES } from '../../pipeline/retraining-request.js';
import type { ModelProblem } from './model-problem.js';

type FeaturesFile = NonNullable<ModelSpec['features']>;
const FEATURES_FILES: readonly FeaturesFile[] = ['features.sql', 'features.py'];

export interface CodeFiles {
  readonly featuresFile: FeaturesFile;
  readonly code: Readonly<Record<string, string>>;
}

/** Reads the folder's code: the features file, and every Python module beside it. Problems come back all at once. */
export function readCodeFiles(
  directory: string,
  shownDirectory: string,
  spec: ModelSpec,
): { files: CodeFiles | null; problems: readonly ModelProblem[] } {
  const names = readdirSync(directory, { withFileTypes: true })
    .filter((entry) => !entry.isDirectory())
    .map((entry) => entry.name);
  const shown = (name: string) => join(shownDirectory, name);
  const chosen = chooseFeaturesFile(names, shown('model.yaml'), spec);
  if ('problem' in chosen) return { files: null, problems: [chosen.problem] };
  const { featuresFile } = chosen;
  const unused = FEATURES_FILES.filter((name) => name !== featuresFile);
  const wanted = names
    .filter((name) => name === featuresFile || name.endsWith('.py'))
    .filter((name) => !unused.some((other) => other === name))
    .sort();
  const problems: ModelProblem[] = [];
  const code: Record<string, string> = {};
  for (const name of wanted) {
    const text = readText(join(directory, name));
    if (text === null) problems.push(notText(shown(name)));
    else code[name] = text;
  }
  problems.push(
    ...sizeProblems(shownDirectory, code),
    ...trainingProblems(code, names, shown, spec),
    ...metricsProblems(code, shown, spec),
    ...featuresProblems(featuresFile, code, shown, spec),
  );
  return { files: { featuresFile, code }, problems };
}

function chooseFeaturesFile(
  names: readonly string[],
  modelFile: string,
  spec: ModelSpec,
): { featuresFile: FeaturesFile } | { problem: ModelProblem } {
  const there = FEATURES_FILES.filter((name) => names.includes(name));
  const chosen = spec.features ?? (there.length === 1 ? there[0] : undefined);
  if (chosen !== undefined && there.includes(chosen)) return { featuresFile: chosen };
  const expected = spec.features ?? 'features.sql or features.py beside model.yaml';
  if (there.length > 1) {
    const advice = 'Say which: features: features.sql, or features: features.py.';
    return {
      problem: atStart(modelFile, 'features', 'both features.sql and features.py', 'one', advice),
    };
  }
  const advice = 'Write one SELECT as features.sql, or build(session, tables) in features.py.';
  return { problem: atStart(modelFile, 'features', 'no features file', expected, advice) };
}

function atStart(
  file: string,
  path: string,
  found: string,
  expected: string,
  advice: string,
): ModelProblem {
  return { file, line: 1, column: 1, path, found, expected, advice };
}

/** Null when the bytes are not UTF-8, which is all that the Workflow's input can carry. */
function readText(path: string): string | null {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(readFileSync(path));
  } catch (error) {
    if (error instanceof TypeError) return null;
    throw error;
  }
}

function notText(file: string): ModelProblem {
  return atStart(file, '', 'bytes that are not UTF-8', 'a text file', 'Save it as UTF-8.');
}

function sizeProblems(
  shownDirectory: string,
  code: Readonly<Record<string, string>>,
): ModelProblem[] {
  const sizes = Object.entries(code).map(([name, text]) => ({
    name,
    bytes: Buffer.byteLength(text),
  }));
  const total = sizes.reduce((sum, { bytes }) => sum + bytes, 0);
  if (total <= MAX_CODE_BYTES) return [];
  const largest = sizes.sort((a, b) => b.bytes - a.bytes)[0]?.name ?? '';
  return [
    atStart(
      join(shownDirectory, largest),
      '',
      `${total} bytes of code in the folder`,
      `at most ${MAX_CODE_BYTES}`,
      'Move data and generated code out: the code travels in the input of the Workflow.',
    ),
  ];
}

function trainingProblems(
  code: Readonly<Record<string, string>>,
  names: readonly string[],
  shown: (name: string) => string,
  spec: ModelSpec,
): ModelProblem[] {
  if ('procedure' in spec.training) return [];
  if (!names.includes('train.py')) {
    const advice = 'Define build(params) in train.py, or name a stored procedure in training.';
    return [atStart(shown('model.yaml'), 'training', 'no train.py', 'train.py beside it', advice)];
  }
  const { candidates } = spec.training;
  const builds = Object.values(candidates ?? { only: { build: ONLY_BUILD } }).map(
    ({ build }) => build,
  );
  return [...new Set(builds)].flatMap((build) =>
    missingFunction(shown('train.py'), code['train.py'], build, 'params'),
  );
}

/** Whether metrics.py defines the metrics that the policy names. */
function metricsProblems(
  code: Readonly<Record<string, string>>,
  shown: (name: string) => string,
  { gate, training }: ModelSpec,
): ModelProblem[] {
  const names = Object.keys(gate.metrics ?? {});
  if (names.length === 0 || 'procedure' in training) return [];
  const text = code['metrics.py'];
  if (text !== undefined) {
    const parameters = 'actual, predicted, probability';
    return names.flatMap((name) => missingFunction(shown('metrics.py'), text, name, parameters));
  }
  const advice = `Define def ${names[0] ?? 'metric'}(actual, predicted, probability) there.`;
  const expected = 'metrics.py beside it';
  return [atStart(shown('model.yaml'), 'gate.metrics', 'no metrics.py', expected, advice)];
}

function missingFunction(
  file: string,
  text: string | undefined,
  name: string,
  parameters: string,
): ModelProblem[] {
  if (text === undefined || new RegExp(String.raw`\b${name}\b`).test(text)) return [];
  const advice = `Ratchet calls ${name}; define it.`;
  return [atStart(file, '', `no ${name}`, `def ${name}(${parameters})`, advice)];
}

function featuresProblems(
  featuresFile: FeaturesFile,
  code: Readonly<Record<string, string>>,
  shown: (name: string) => string,
  spec: ModelSpec,
): ModelProblem[] {
  const text = code[featuresFile];
  if (text === undefined) return [];
  const file = shown(featuresFile);
  if (featuresFile === 'features.py') {
    return missingFunction(file, text, 'build', 'session, tables');
  }
  return featuresSqlProblems(text, Object.keys(spec.sources)).map(({ offset, ...problem }) => {
    const before = text.slice(0, offset).split('\n');
    return {
      file,
      line: before.length,
      column: (before.at(-1)?.length ?? 0) + 1,
      path: '',
      ...problem,
    };
  });
}
