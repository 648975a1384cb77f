import { z } from 'zod';

import { closestWord } from './closest-word.js';
import { inWords, keysInWords, quantity, shapeInWords, typeInWords } from './in-words.js';
import { descriptionOf, knownKeys, outermostUnion, schemaAt, unwrapped } from './schema-walk.js';
import type { Path } from './yaml-file.js';

/** What a schema objects to, in words; `isKey` when it is the key and not the value that is wrong. */
export interface Finding {
  readonly path: Path;
  readonly isKey: boolean;
  /** What else in the file it has to do with: its line is named too. */
  readonly besides?: Path;
  readonly found: string;
  readonly expected: string;
  readonly advice: string;
}

/** Parses `value`; a refusal comes back as one finding for each thing wrong. */
export function check<Schema extends z.ZodType>(
  schema: Schema,
  value: unknown,
): { value: z.output<Schema> } | { findings: readonly Finding[] } {
  const parsed = schema.safeParse(value);
  return parsed.success ? { value: parsed.data } : { findings: findingsOf(schema, value) };
}

function findingsOf(schema: z.core.$ZodType, value: unknown): Finding[] {
  const parsed = z.safeParse(schema, value);
  if (parsed.success) return [];
  const unions = new Set<string>();
  return parsed.error.issues.filter(isOriginal).flatMap((issue) => {
    const union = outermostUnion(
      schema,
      issue.code === 'invalid_key' ? issue.path.slice(0, -1) : issue.path,
    );
    if (union === undefined) return describeIssue(schema, value, issue);
    const path = issue.path.slice(0, union.depth);
    const key = path.map(String).join('\u0000');
    if (unions.has(key)) return [];
    unions.add(key);
    return unionFindings(schemaAt(schema, path), union.options, valueAt(value, path)).map(
      (finding) => ({
        ...finding,
        path: [...path, ...finding.path],
      }),
    );
  });
}

/** A misspelt key is one problem; that a mapping around it then lacks something is not another. */
function isOriginal(
  issue: z.core.$ZodIssue,
  _: number,
  issues: readonly z.core.$ZodIssue[],
): boolean {
  if (issue.code !== 'custom') return true;
  return !issues.some(
    (other) =>
      other.code === 'unrecognized_keys' &&
      issue.path.every((key, depth) => other.path[depth] === key),
  );
}

/**
 * zod reports the branch of a union that parsed furthest, or all of them. Here it is the branch that knows most of the
 * keys that stand there; when no branch is nearer than another, the finding names all of them.
 */
function unionFindings(
  union: unknown,
  options: readonly z.core.$ZodType[],
  value: unknown,
): Finding[] {
  const branches = options
    .filter((option) => isMapping(unwrapped(option)) === isPlainObject(value))
    .map((option) => ({ findings: findingsOf(option, value), score: likeness(option, value) }))
    .sort((a, b) => b.score - a.score || a.findings.length - b.findings.length);
  const [first, second] = branches;
  if (first !== undefined && !isTie(first, second)) return first.findings;
  const expected = [...new Set(options.map(shapeInWords))].join(' or ');
  const known = options.flatMap(knownKeys);
  const near = isPlainObject(value)
    ? Object.keys(value).map((key) => (known.includes(key) ? undefined : closestWord(key, known)))
    : [];
  const meant = near.find((word) => word !== undefined);
  const advice = meant === undefined ? descriptionOf(union) : `Did you mean ${meant}?`;
  const found = isPlainObject(value) ? keysInWords(value) : inWords(value);
  return [{ path: [], isKey: false, found, expected, advice }];
}

interface Branch {
  readonly findings: readonly Finding[];
  readonly score: number;
}

function isTie(first: Branch, second: Branch | undefined): boolean {
  return first.score === second?.score && first.findings.length === second.findings.length;
}

/** Known keys less unknown ones: how much the mapping looks as if this branch was meant. */
function likeness(option: unknown, value: unknown): number {
  if (!isPlainObject(value)) return 0;
  const known = knownKeys(option);
  const keys = Object.keys(value);
  return 2 * keys.filter((key) => known.includes(key)).length - keys.length;
}

function describeIssue(schema: z.core.$ZodType, root: unknown, issue: z.core.$ZodIssue): Finding[] {
  const { path } = issue;
  const at = schemaAt(schema, path);
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => unknownKey([...path, key], key, knownKeys(at)));
  }
  if (issue.code === 'invalid_key') {
    const expected = issue.issues[0]?.message ?? 'another name';
    const found = `the key ${JSON.stringify(String(path.at(-1)))}`;
    return [{ path, isKey: true, found, expected, advice: 'Rename it.' }];
  }
  const found = inWords(valueAt(root, path));
  return [{ path, isKey: false, found, expected: expectationOf(issue), advice: descriptionOf(at) }];
}

function expectationOf(issue: z.core.$ZodIssue): string {
  if (issue.code === 'invalid_type') return typeInWords(issue.expected);
  if (issue.code === 'invalid_value') return `one of ${issue.values.map(String).join(', ')}`;
  if (issue.code === 'too_big') {
    return `${issue.inclusive ? 'at most' : 'less than'} ${quantity(issue.maximum, issue.origin)}`;
  }
  if (issue.code === 'too_small') {
    return `${issue.inclusive ? 'at least' : 'more than'} ${quantity(issue.minimum, issue.origin)}`;
  }
  return issue.message;
}

function unknownKey(path: Path, key: string, known: readonly string[]): Finding {
  const near = closestWord(key, known);
  return {
    path,
    isKey: true,
    found: `the key ${JSON.stringify(key)}`,
    expected: known.length === 0 ? 'no key here' : `one of ${known.join(', ')}`,
    advice: near === undefined ? 'Remove it.' : `Did you mean ${near}?`,
  };
}

function valueAt(root: unknown, path: Path): unknown {
  return path.reduce<unknown>(
    (value, key) =>
      typeof value === 'object' && value !== null ? Reflect.get(value, key) : undefined,
    root,
  );
}

function isPlainObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isMapping(schema: unknown): boolean {
  return schema instanceof z.ZodObject;
}
