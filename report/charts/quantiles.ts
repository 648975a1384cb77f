import type { Figure } from '../document.js';
import { type Both, mapBoth } from './both-models.js';
import { curveFigure } from './curve.js';

/** An error that the share `level` of the held-out rows does not exceed. */
export interface ErrorQuantile {
  readonly level: number;
  readonly error: number;
}

/** How large the errors of a regression are, from its best rows to its worst. */
export function quantilesFigure(quantiles: Both<readonly ErrorQuantile[]>): Figure {
  const points = mapBoth(quantiles, (all) =>
    all.map(({ level, error }) => ({ x: level, y: error })),
  );
  const errors = [...points.candidate, ...(points.champion ?? [])].map(({ y }) => y);
  return curveFigure({
    id: 'error-quantiles',
    title: 'Quantiles of the error',
    description:
      'Which error a share of the held-out rows does not exceed, whatever its direction: the lower, the better.',
    x: 'share of rows',
    y: 'absolute error',
    points,
    highest: Math.max(...errors, Number.MIN_VALUE),
    isMarked: true,
  });
}
