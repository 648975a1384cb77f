import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import {
  countedText,
  countText,
  foundText,
  numberText,
  scoreText,
  shareText,
} from '../../pipeline/score-text.js';

describe('numberText', () => {
  it.each<[number, readonly number[], string]>([
    [0.8043478260869565, [], '0.8043'],
    [0.8043478260869565, [0.8], '0.8043'],
    [0.89999, [0.9], '0.89999'],
    [0.8999999999, [0.9], '0.8999999999'],
    [0.80431, [0.80429], '0.80431'],
    [0.9, [0.9], '0.9'],
    [1e-7, [], '1e-7'],
    [-0, [], '0'],
    [12.3456, [], '12.35'],
  ])('of %d beside %j is %s', (value, beside, text) => {
    expect(numberText(value, ...beside)).toBe(text);
  });

  it('never shows two different numbers alike', () => {
    fc.assert(
      fc.property(
        fc.double({ min: 0, max: 1, noNaN: true }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        (a, b) => {
          fc.pre(a !== b);

          expect(numberText(a, b)).not.toBe(numberText(b, a));
        },
      ),
    );
  });
});

describe('the texts of the gate', () => {
  it.each([
    [scoreText(null), 'missing'],
    [scoreText('NaN', 0.8), 'NaN'],
    [scoreText(0.8043478, null), '0.8043'],
    [countText(7043), '7,043'],
    [countText(1_000_000), '1,000,000'],
    [countText(999), '999'],
    [foundText(6600, 7043), '6,600'],
    [foundText(0.01124385), '0.01124'],
    [foundText('NaN'), 'NaN'],
    [foundText(null), ''],
    [countedText(1, 'entity', 'entities'), '1 entity'],
    [countedText(0, 'entity', 'entities'), '0 entities'],
    [shareText(0.976), '97.6 %'],
    [shareText(0.99998), '99.998 %'],
    [shareText(1), '100 %'],
    [shareText(0.050001, 0.05), '5.0001 %'],
  ])('%s', (text, expected) => {
    expect(text).toBe(expected);
  });
});
