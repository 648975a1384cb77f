import { existsSync, readFileSync } from 'node:fs';
import { expect, it } from 'vitest';

import { CATALOGUE } from './catalogue.js';

const ENDINGS = ['.test.ts', '.ts'];

function textOf(file: string): string {
  const found = ENDINGS.map((ending) => `test/${file}${ending}`).find((path) => existsSync(path));
  return found === undefined ? '' : readFileSync(found, 'utf8');
}

const places = Object.entries(CATALOGUE).flatMap(([id, { tested }]) =>
  typeof tested === 'string' ? [] : tested.map(([file, piece]) => [id, file, piece] as const),
);

it.each(places)('%s is tested by %s: %s', (_, file, piece) => {
  expect(piece).not.toBe('');
  expect(textOf(file)).toContain(piece);
});

it('has a test for every fault, but for two whose subject does not exist', () => {
  const untested = Object.entries(CATALOGUE).filter(
    ([, { tested }]) => typeof tested === 'string' || tested.length === 0,
  );
  expect(untested.map(([id]) => id)).toEqual(['C15', 'C17']);
});

it('has every fault that a test of the bench names', () => {
  const named = ['answers', 'workers', 'surroundings', 'cancellation', 'logins', 'refusals']
    .flatMap((file) => [...textOf(`faults/${file}`).matchAll(/\b[SECGPBX]\d{1,2}\b/g)])
    .map(([id]) => id);
  expect(named.length).toBeGreaterThan(20);
  expect([...new Set(named)].filter((id) => !Object.hasOwn(CATALOGUE, id))).toEqual([]);
});
