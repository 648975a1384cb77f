import { existsSync, readFileSync } from 'node:fs';
import { expect, it } from 'vitest';

import { mutated } from './mutations/mutation.js';
import { MUTATIONS } from './mutations/mutations.js';

it.each(MUTATIONS)('the mutation "$name" can be made', (mutation) => {
  const source = readFileSync(mutation.file, 'utf8');

  expect(mutated(source, mutation)).not.toBe(source);
});

it('every file that a check names is there', () => {
  const files = MUTATIONS.flatMap(({ check }) =>
    check.filter((word) => /^(test|python)\//.test(word)),
  );

  expect(files.filter((file) => !existsSync(file))).toEqual([]);
});

it('a mutation whose text is not there once is told to be out of date', () => {
  const [mutation] = MUTATIONS;

  expect(() => mutation && mutated('something else', mutation)).toThrow('found its text 0 times');
});
