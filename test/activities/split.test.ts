import { describe, expect, it } from 'vitest';

import { splitBounds, splitOf } from '../../activities/split.js';

const SPLIT = { test: 0.2, validation: 0.1, salt: 'salt' };
const CUSTOMERS = Array.from({ length: 20_000 }, (_, index) => `customer-${index}`);

describe('splitBounds', () => {
  it('are the share of all eight-digit hexadecimal numbers, as text', () => {
    expect(splitBounds(SPLIT)).toEqual({ test: '33333333', validation: '4ccccccc' });
    expect(splitBounds({ ...SPLIT, test: 0.01, validation: 0.001 })).toEqual({
      test: '028f5c28',
      validation: '02d0e560',
    });
  });
});

describe('splitOf', () => {
  // The same sides as in test/conformance/splitting.sql, where the warehouse computes them.
  it.each([
    ['7590-VHVEG', 'TRAIN'],
    ['3668-QPYBK', 'TEST'],
    ["o'brien", 'VALIDATION'],
    ['', 'TEST'],
    ['-3', 'TRAIN'],
  ])('gives %j the side %s', (entity, side) => {
    expect(splitOf(entity, SPLIT)).toBe(side);
  });

  it('meets the shares on average', () => {
    const held = CUSTOMERS.filter((entity) => splitOf(entity, SPLIT) === 'TEST').length;
    const validation = CUSTOMERS.filter((entity) => splitOf(entity, SPLIT) === 'VALIDATION').length;

    expect(held / CUSTOMERS.length).toBeCloseTo(0.2, 2);
    expect(validation / CUSTOMERS.length).toBeCloseTo(0.1, 2);
  });

  it('keeps the hold-out when the validation share changes', () => {
    const heldOut = (split: typeof SPLIT) =>
      CUSTOMERS.filter((entity) => splitOf(entity, split) === 'TEST');

    expect(heldOut({ ...SPLIT, validation: 0.3 })).toEqual(heldOut(SPLIT));
  });

  it('gives another hold-out for another salt', () => {
    const both = CUSTOMERS.filter(
      (entity) =>
        splitOf(entity, SPLIT) === 'TEST' &&
        splitOf(entity, { ...SPLIT, salt: 'other' }) === 'TEST',
    );

    expect(both.length / CUSTOMERS.length).toBeCloseTo(0.04, 2);
  });
});
