import type { ModelProblem } from './model-problem.js';
import type { YamlFile } from './yaml-file.js';
import type { Finding } from './zod-findings.js';

/** Findings with their places in the file, in the order in which they stand there. */
export function located(yaml: YamlFile, findings: readonly Finding[]): ModelProblem[] {
  return findings
    .map(({ path, isKey, besides, found, expected, advice }) => ({
      file: yaml.file,
      ...(isKey ? yaml.positionOfKey(path) : yaml.positionOf(path)),
      path: path.map(partOfPath).join('.'),
      found,
      expected:
        besides === undefined ? expected : `${expected} of line ${yaml.positionOf(besides).line}`,
      advice,
    }))
    .sort((a, b) => a.line - b.line || a.column - b.column);
}

/** A key with anything but words in it is quoted: it may hold a dot, or the end of the line. */
function partOfPath(key: PropertyKey): string {
  const text = String(key);
  return /^[\w-]+$/.test(text) ? text : JSON.stringify(text);
}
