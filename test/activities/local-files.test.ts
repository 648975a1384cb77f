import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { findFiles } from '../../activities/staging/local-files.js';
import { RUN } from '../support/run.js';

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'ratchet-files-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

function write(...names: readonly string[]): void {
  for (const name of names) {
    mkdirSync(join(folder, name, '..'), { recursive: true });
    writeFileSync(join(folder, name), 'rows');
  }
}

describe('findFiles', () => {
  it('gives files of one name in different folders different places', async () => {
    write('may/part.parquet', 'june/part.parquet', 'june/part-2.parquet');

    const { kind, files } = await findFiles(RUN, 'customers', join(folder, '*/*.parquet'));

    expect(kind).toBe('parquet');
    expect(files.map(({ path }) => path.slice(folder.length + 1))).toEqual([
      'june/part-2.parquet',
      'june/part.parquet',
      'may/part.parquet',
    ]);
    const places = files.map(({ location }) => location.split('/').slice(-3).join('/'));
    expect(places).toEqual(['customers/0/', 'customers/0/', 'customers/1/']);
  });

  it.each([
    ['no file', [], 'found no file at'],
    ['another kind of file', ['a.parquet', 'b.xlsx'], 'b.xlsx at'],
    ['two kinds of files', ['a.parquet', 'b.csv'], 'found both parquet and csv files at'],
  ])('refuses %s, and names pattern and host', async (_, names, message) => {
    write(...names);
    const pattern = join(folder, '*');

    const found = findFiles(RUN, 'customers', pattern);

    await expect(found).rejects.toMatchObject({ type: 'SourceData' });
    await expect(found).rejects.toThrow(message);
    await expect(found).rejects.toThrow(`${pattern} on host ${hostname()}`);
  });

  it.each(['all*.csv', 'what?.csv', '100%.csv', 'no#1.csv', 'line\nbreak.csv'])(
    'refuses a file that would not be uploaded under its name: %j',
    async (name) => {
      write(name);

      const found = findFiles(RUN, 'customers', join(folder, '*'));

      await expect(found).rejects.toMatchObject({ type: 'SourceData' });
      await expect(found).rejects.toThrow('expected a name without * ? # % and \\');
    },
  );

  it('refuses an empty file', async () => {
    write('a.csv');
    writeFileSync(join(folder, 'b.csv'), '');

    const found = findFiles(RUN, 'customers', join(folder, '*'));

    await expect(found).rejects.toThrow(
      `Source customers: ${join(folder, 'b.csv')} is empty on host ${hostname()}.`,
    );
  });
});
