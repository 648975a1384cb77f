import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { canonicalJson } from '../../pipeline/canonical-json.js';

function reversed(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(reversed);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .toReversed()
      .map(([key, nested]) => [key, reversed(nested)]),
  );
}

describe('canonicalJson', () => {
  it('sorts the keys of mappings at every depth, and keeps the order of lists', () => {
    expect(canonicalJson({ b: [{ z: 1, a: null }, 2], a: 'x' })).toBe(
      '{"a":"x","b":[{"a":null,"z":1},2]}',
    );
  });

  it('gives the same text in whatever order keys were written', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        expect(canonicalJson(reversed(value))).toBe(canonicalJson(value));
      }),
    );
  });

  it('loses nothing', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        expect(JSON.parse(canonicalJson(value))).toEqual(JSON.parse(JSON.stringify(value)));
      }),
    );
  });
});
