import { isMap, isNode, isScalar, isSeq, LineCounter, parseDocument, type Document } from 'yaml';

import { ModelFolderError } from './model-problem.js';

export type Path = readonly PropertyKey[];

/** A parsed YAML file that still knows where everything stands. */
export interface YamlFile {
  readonly file: string;
  readonly value: unknown;
  /** Of the value at `path`, or of its nearest ancestor that is there. */
  positionOf(path: Path): { line: number; column: number };
  /** Of the key that ends `path`. */
  positionOfKey(path: Path): { line: number; column: number };
}

/** Parses YAML 1.2. Throws ModelFolderError with every syntax error, duplicate keys among them. */
export function parseYamlFile(file: string, text: string): YamlFile {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  const at = (offset: number) => {
    const { line, col } = lines.linePos(offset);
    return { line, column: col };
  };
  if (document.errors.length > 0) {
    throw new ModelFolderError(
      document.errors.map((error) => ({
        file,
        ...at(error.pos[0]),
        path: '',
        found: error.message.split('\n')[0] ?? error.code,
        expected: 'YAML',
        advice: 'Mend the syntax first; the rest is read after that.',
      })),
    );
  }
  return {
    file,
    value: readValue(file, document),
    positionOf: (path) => at(offsetOf(document, asWritten(document, path))),
    positionOfKey: (path) => {
      const written = asWritten(document, path);
      return at(keyOffset(document, written) ?? offsetOf(document, written));
    },
  };
}

/** An alias to nothing, or to too much, shows only when the values are made. */
function readValue(file: string, document: Document): unknown {
  try {
    return document.toJS();
  } catch (error) {
    if (!(error instanceof ReferenceError)) throw error;
    const found = error.message;
    const advice = 'Write the values out in place of the alias.';
    throw new ModelFolderError([
      { file, line: 1, column: 1, path: '', found, expected: 'YAML', advice },
    ]);
  }
}

/** The path by the keys as they stand there: a checked model has the names of columns in capital letters. */
function asWritten(document: Document, path: Path): Path {
  return path.reduce<Path>((written, key) => {
    const parent: unknown =
      written.length === 0 ? document.contents : document.getIn(written, true);
    if (!isMap(parent)) return [...written, key];
    const keys = parent.items.flatMap((item) =>
      isScalar(item.key) ? [String(item.key.value)] : [],
    );
    const lower = String(key).toLowerCase();
    const alike = keys.find((one) => one.toLowerCase() === lower);
    return [...written, keys.includes(String(key)) ? key : (alike ?? key)];
  }, []);
}

function offsetOf(document: Document, path: Path): number {
  for (let length = path.length; length >= 0; length -= 1) {
    const prefix = path.slice(0, length);
    const node: unknown = length === 0 ? document.contents : document.getIn(prefix, true);
    if (isNode(node) && node.range) {
      return isMap(node) || isSeq(node)
        ? (keyOffset(document, prefix) ?? node.range[0])
        : node.range[0];
    }
  }
  return 0;
}

function keyOffset(document: Document, path: Path): number | undefined {
  const parent: unknown =
    path.length > 1 ? document.getIn(path.slice(0, -1), true) : document.contents;
  if (!isMap(parent)) return undefined;
  const key = parent.items.find(
    ({ key }) => isScalar(key) && String(key.value) === String(path.at(-1)),
  )?.key;
  return isScalar(key) ? key.range?.[0] : undefined;
}
