import type { Figure } from '../document.js';
import { type Both, mapBoth } from './both-models.js';
import { type Curve, curveFigure } from './curve.js';

type Words = Pick<Curve, 'id' | 'title' | 'name' | 'description'>;

/** Chance of a ROC curve, and the probabilities that are what happens. */
const DIAGONAL = [
  { x: 0, y: 0 },
  { x: 1, y: 1 },
] as const;

/** How well probabilities tell what is from what is not. */
export function rocFigure(
  words: Words,
  points: Both<readonly { readonly fpr: number; readonly tpr: number }[]>,
): Figure {
  return curveFigure({
    ...words,
    x: 'false positive rate',
    y: 'true positive rate',
    points: mapBoth(points, (all) => all.map(({ fpr, tpr }) => ({ x: fpr, y: tpr }))),
    reference: DIAGONAL,
  });
}

/** Whether probabilities are what happens, by bins of rows. */
export function calibrationFigure(
  words: Words & Pick<Curve, 'x' | 'y'>,
  bins: Both<readonly { readonly predicted: number; readonly observed: number }[]>,
): Figure {
  return curveFigure({
    ...words,
    points: mapBoth(bins, (all) =>
      all.map(({ predicted, observed }) => ({ x: predicted, y: observed })),
    ),
    reference: DIAGONAL,
    isMarked: true,
  });
}
