import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { globSync } from 'tinyglobby';
import { describe, expect, it } from 'vitest';

import { EMITTED, type EmittedStatements } from './support/emitted-statements.js';

const GOLDEN = join(import.meta.dirname, 'conformance', 'statements');

/** Statements as the guard reads them: parted by lines of `;`. */
function golden({ examples }: EmittedStatements): string {
  const statements = Object.values(examples).flat();
  return `${statements.map(({ sql }) => sql).join('\n;\n')}\n`;
}

function goldenFile({ file }: EmittedStatements): string {
  return join(GOLDEN, `${file}.sql`);
}

/** The places for values: every `?` outside of texts and names. */
function places(sql: string): number {
  return sql.replaceAll(/'(?:[^'\\]|\\.|'')*'|"(?:[^"]|"")*"/g, '').split('?').length - 1;
}

/** What the guard says against the statements of all golden files; nothing when all are Snowflake's. */
function guardAgainst(): string {
  const guard = spawnSync(
    resolve('.venv', 'bin', 'python'),
    ['-m', 'local_snowflake.guard', ...EMITTED.map(goldenFile)],
    { encoding: 'utf8', env: { ...process.env, PYTHONPATH: resolve('python') } },
  );
  return `${guard.stderr}${guard.status === 0 ? '' : `exit ${String(guard.status)}`}`;
}

describe('emitted statements', () => {
  it('stand in the list for every file that builds some', () => {
    const files = globSync('activities/**/*statements.ts').map((path) =>
      path.replaceAll('\\', '/').replace(/^activities\/(.*)\.ts$/, '$1'),
    );

    // It keeps the query ids of statements, and builds none.
    const built = files.filter((file) => file !== 'snowflake/sent-statements');
    expect(EMITTED.map(({ file }) => file).toSorted()).toEqual(built.toSorted());
  });

  it.each(EMITTED)('of $file have an example from each builder', ({ builders, examples }) => {
    const functions = Object.keys(builders).filter(
      (name) => typeof builders[name] === 'function' && !name.endsWith('Clauses'),
    );

    expect(Object.keys(examples).toSorted()).toEqual(functions.toSorted());
  });

  it.each(EMITTED)('of $file bind as many values as they have places', ({ examples }) => {
    const counts = Object.values(examples)
      .flat()
      .map(({ sql, binds }) => ({ sql, places: places(sql), values: binds?.length ?? 0 }));

    expect(counts.filter((count) => count.places !== count.values)).toEqual([]);
  });

  it.each(EMITTED)('of $file are those of the golden file', (emitted) => {
    const file = goldenFile(emitted);
    if (process.env['UPDATE_STATEMENTS'] === '1') {
      mkdirSync(dirname(file), { recursive: true });
      writeFileSync(file, golden(emitted));
    }

    expect(golden(emitted), 'run with UPDATE_STATEMENTS=1 and read the difference').toBe(
      readFileSync(file, 'utf8'),
    );
  });

  it('are statements of Snowflake', () => {
    expect(guardAgainst()).toBe('');
  });
});
