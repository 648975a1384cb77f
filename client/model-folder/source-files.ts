import { existsSync, statSync } from 'node:fs';
import { basename, resolve } from 'node:path';
import { escapePath, globSync } from 'tinyglobby';

import { fileKind, isStageable, STAGEABLE_NAME } from '../../pipeline/file-kind.js';
import type { ModelSpec } from '../../pipeline/model-spec.js';
import { CliError, EXIT } from '../exit-codes.js';

/** A path that is there is taken by its letters; anything else is a glob. Both come back absolute. */
function absolutePattern(base: string, written: string): string {
  const literal = resolve(base, written);
  return existsSync(literal) ? escapePath(literal) : resolve(escapePath(base), written);
}

/** The model's sources with absolute patterns. Relative ones start at the model folder. */
export function resolveSources(
  directory: string,
  sources: ModelSpec['sources'],
): ModelSpec['sources'] {
  return Object.fromEntries(
    Object.entries(sources).map(([name, source]) => [
      name,
      'files' in source ? { files: absolutePattern(directory, source.files) } : source,
    ]),
  );
}

/**
 * Replaces sources for one run by `NAME=PATH`; relative paths start at the current directory, as for any command.
 * Throws CliError for an unknown name or another form.
 */
export function replaceSources(
  sources: ModelSpec['sources'],
  replacements: readonly string[],
): ModelSpec['sources'] {
  const replaced = replacements.map((text) => {
    const [name, path] = splitOnce(text);
    if (name === '' || path === '') throw badReplacement(`found "${text}", expected NAME=PATH`);
    if (!Object.hasOwn(sources, name)) {
      throw badReplacement(
        `found the source "${name}", expected one of ${Object.keys(sources).join(', ')}`,
      );
    }
    return [name, { files: absolutePattern(process.cwd(), path) }] as const;
  });
  return { ...sources, ...Object.fromEntries(replaced) };
}

function splitOnce(text: string): [string, string] {
  const at = text.indexOf('=');
  return at < 0 ? ['', ''] : [text.slice(0, at), text.slice(at + 1)];
}

function badReplacement(problem: string): CliError {
  return new CliError(EXIT.BAD_INPUT, `--source: ${problem}`);
}

/** What is wrong with the files that a pattern finds on this host, in words; null when nothing is. */
export function filesProblem(pattern: string): { found: string; expected: string } | null {
  const expected = 'parquet or csv files';
  const files = globSync(pattern, { absolute: true, dot: true });
  if (files.length === 0) return { found: foundInstead(pattern), expected };
  const other = files.find((file) => fileKind(file) === null);
  if (other !== undefined) return { found: other, expected };
  const unstageable = files.find((file) => !isStageable(basename(file)));
  if (unstageable !== undefined) return { found: unstageable, expected: STAGEABLE_NAME };
  const empty = files.find((file) => statSync(file).size === 0);
  if (empty !== undefined) return { found: `the empty file ${empty}`, expected };
  return new Set(files.map(fileKind)).size === 1
    ? null
    : { found: 'both parquet and csv', expected: 'one kind of files' };
}

function foundInstead(pattern: string): string {
  const path = pattern.replaceAll(/\\(.)/g, '$1');
  if (existsSync(path) && statSync(path).isDirectory())
    return `the folder ${path} (name its files: ${path}/*.parquet)`;
  return `no file at ${path}`;
}
