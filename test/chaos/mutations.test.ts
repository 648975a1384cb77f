import { existsSync, readFileSync } from 'node:fs';
import { expect, it } from 'vitest';

import { changed } from './mutations/mutation.js';
import { MUTATIONS } from './mutations/mutations.js';

const changes = MUTATIONS.flatMap(({ name, changes }) => changes.map((one) => ({ name, ...one })));

it.each(changes)('the mutation "$name" can be made in $file', (change) => {
  const source = readFileSync(change.file, 'utf8');

  expect(changed(source, change)).not.toBe(source);
});

it('every file that a check names is there', () => {
  const files = MUTATIONS.flatMap(({ check }) =>
    check.filter((word) => /^(test|python)\//.test(word)),
  );

  expect(files.filter((file) => !existsSync(file))).toEqual([]);
});

it('a mutation whose text is not there once is told to be out of date', () => {
  const change = { file: 'x.ts', text: 'one', replacement: 'two' };

  expect(changed('one two', change)).toBe('two two');
  expect(() => changed('three', change)).toThrow('found "one" 0 times in x.ts');
  expect(() => changed('one one', change)).toThrow('found "one" 2 times in x.ts');
});
