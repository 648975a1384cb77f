import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { decimalSum, signOfSum, type Term } from '../../pipeline/decimal.js';

const finite = fc.double({ noNaN: true, noDefaultInfinity: true });

describe('signOfSum', () => {
  it.each<[readonly Term[], -1 | 0 | 1]>([
    [[0.8, -0.79, -0.01], 0],
    [[0.1, 0.2, -0.3], 0],
    [[0.7, 0.1, -0.8], 0],
    [[0.79, -0.8, 0.0099999999], -1],
    [[1e308, 5e-324, -1e308], 1],
    [[5e-324, -1e-323], -1],
    [[-0, 0], 0],
    [[1e21, -1e21, 1e-7], 1],
    [[-1.5e-7, 1.5e-7], 0],
    [[0.07, [-0.1, 0.7]], 0],
    [[[1e-200, 1e-200], -5e-324], -1],
    [[[1e200, 1e200], -1e308], 1],
    [[[-0.5, 0], 0], 0],
  ])('of %j is %d', (terms, sign) => {
    expect(signOfSum(...terms)).toBe(sign);
  });

  it('orders any two numbers as floating point does', () => {
    fc.assert(
      fc.property(finite, finite, (a, b) => {
        expect(signOfSum(a, -b)).toBe(a === b ? 0 : a < b ? -1 : 1);
      }),
    );
  });

  it('does not depend on the order of its terms', () => {
    fc.assert(
      fc.property(finite, finite, finite, (a, b, c) => {
        expect(signOfSum(a, b, c)).toBe(signOfSum(c, a, b));
      }),
    );
  });

  it.each([Number.NaN, Number.POSITIVE_INFINITY])('refuses %d', (value) => {
    expect(() => signOfSum(value)).toThrow(SyntaxError);
  });
});

describe('decimalSum', () => {
  it.each<[readonly number[], number]>([
    [[0.8, -0.79], 0.01],
    [[0.3, -0.1], 0.2],
    [[0.80431, -0.80429], 0.00002],
    [[-0, 0], 0],
  ])('of %j is %d', (terms, sum) => {
    expect(decimalSum(...terms)).toBe(sum);
  });
});
