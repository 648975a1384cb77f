import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { CONFIDENCES } from '../../pipeline/gate-policy.js';
import { CORRELATION, rowsToSee, type Sight } from '../../pipeline/rows-to-see.js';

const SIGHT: Sight = {
  metric: 'accuracy',
  margin: 0.005,
  confidence: 0.95,
  score: 0.8,
  positiveShare: 0.27,
};

/** Of one score on so many rows, by the formula as its authors print it. */
function areaVariance(area: number, positives: number, negatives: number): number {
  const q1 = area / (2 - area);
  const q2 = (2 * area ** 2) / (1 + area);
  const sum =
    area * (1 - area) + (positives - 1) * (q1 - area ** 2) + (negatives - 1) * (q2 - area ** 2);
  return sum / (positives * negatives);
}

/** Numbers from 0 to 1, always the same (mulberry32). */
function randomOf(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let bits = Math.imul(state ^ (state >>> 15), 1 | state);
    bits = (bits + Math.imul(bits ^ (bits >>> 7), 61 | bits)) ^ bits;
    return ((bits ^ (bits >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** The area of rows drawn from a model whose true area is known. */
function drawnArea(area: number, positives: number, negatives: number, random: () => number) {
  const draw = (mean: number) => -mean * Math.log(1 - random());
  const high = Array.from({ length: positives }, () => draw(area / (1 - area)));
  const low = Array.from({ length: negatives }, () => draw(1));
  const won = high.reduce((sum, score) => sum + low.filter((other) => score > other).length, 0);
  return won / (positives * negatives);
}

function varianceOf(values: readonly number[]): number {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  return values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (values.length - 1);
}

describe('rowsToSee', () => {
  it('takes 2.8² × 2 × 0.1 × 0.16 / 0.005² rows for half a percent of an accuracy of 0.8', () => {
    expect(rowsToSee(SIGHT)).toBe(Math.ceil(((1.96 + 0.8416) ** 2 * 0.2 * 0.16) / 0.005 ** 2));
    expect(rowsToSee(SIGHT)).toBe(10_047);
  });

  it('rests on a variance that areas of exponential scores have, for which the formula is exact', () => {
    const random = randomOf(7);
    const areas = Array.from({ length: 4_000 }, () => drawnArea(0.8, 30, 70, random));

    expect(varianceOf(areas) / areaVariance(0.8, 30, 70)).toBeCloseTo(1, 1);
  });

  it('gives the first number of rows whose area is sure enough', () => {
    const area = fc.double({ min: 0.55, max: 0.99, noNaN: true });
    const positiveShare = fc.double({ min: 0.05, max: 0.95, noNaN: true });
    const margin = fc.double({ min: 0.001, max: 0.1, noNaN: true });
    fc.assert(
      fc.property(area, positiveShare, margin, (score, share, difference) => {
        const sight = { metric: 'roc_auc', margin: difference, confidence: 0.95, score };
        const rows = rowsToSee({ ...sight, positiveShare: share }) ?? 0;
        const allowed = (difference / (1.96 + 0.8416)) ** 2 / (2 * (1 - CORRELATION));
        const varianceWith = (n: number) => areaVariance(score, n * share, n * (1 - share));

        expect(varianceWith(rows)).toBeLessThanOrEqual(allowed * (1 + 1e-9));
        expect(varianceWith(rows - 1)).toBeGreaterThan(allowed * (1 - 1e-9));
      }),
    );
  });

  it.each(['accuracy', 'recall', 'balanced_accuracy', 'roc_auc'])(
    'takes more rows of %s for less, and for more confidence',
    (metric) => {
      const sight = { ...SIGHT, metric };
      const rows = rowsToSee(sight) ?? 0;

      expect(rowsToSee({ ...sight, margin: 0.0025 })).toBeGreaterThan(3.9 * rows);
      const byConfidence = CONFIDENCES.map(
        (confidence) => rowsToSee({ ...sight, confidence }) ?? 0,
      );
      expect(byConfidence).toEqual(byConfidence.toSorted((a, b) => a - b));
      expect(new Set(byConfidence).size).toBe(CONFIDENCES.length);
    },
  );

  it.each<[string, Partial<Sight>]>([
    ['a metric without a formula', { metric: 'log_loss' }],
    ['no margin', { margin: 0 }],
    ['a margin that is no number', { margin: Number.NaN }],
    ['a perfect score', { score: 1 }],
    ['one class only', { positiveShare: 0 }],
    ['a confidence that no policy has', { confidence: 0.5 }],
  ])('says nothing of %s', (_, change) => {
    expect(rowsToSee({ ...SIGHT, ...change })).toBeNull();
  });
});
