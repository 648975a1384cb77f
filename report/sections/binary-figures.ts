import type { Diagnostics } from '../../pipeline/diagnostics.js';
import { type Both, eachModel, mapBoth } from '../charts/both-models.js';
import { confusionFigure, type ConfusionCell } from '../charts/confusion.js';
import { curveFigure } from '../charts/curve.js';
import { calibrationFigure, rocFigure } from '../charts/probability-curves.js';
import { scoresFigure } from '../charts/scores.js';
import { CANDIDATE } from '../charts/theme.js';
import type { Figure } from '../document.js';
import { exactText } from '../numbers.js';

type BinaryCurves = NonNullable<Diagnostics['curves']>['candidate'];

/**
 * The drawings of models with two classes; those of probabilities are absent where there are none. From its threshold on
 * a model calls a row positive; null when none was chosen, or when nobody wrote down that of the champion.
 */
export function binaryFigures(
  curves: Both<BinaryCurves>,
  thresholds: Both<number | null>,
): readonly Figure[] {
  const thresholdOf = (model: string) =>
    model === CANDIDATE ? thresholds.candidate : thresholds.champion;
  return [
    ...rankingFigures(curves),
    ...eachModel(curves).flatMap(({ model, part: { scores } }) =>
      scores.length === 0 ? [] : [scoresFigure(model, scores, thresholdOf(model))],
    ),
    ...eachModel(curves).map(({ model, part: { confusion } }) =>
      confusionFigure(model, cells(confusion), calledFrom(thresholdOf(model))),
    ),
  ];
}

function calledFrom(threshold: number | null): string {
  return threshold === null ? '' : `, called positive from ${exactText(threshold)} on`;
}

function rankingFigures(curves: Both<BinaryCurves>): Figure[] {
  return [roc(curves), precisionRecall(curves), calibration(curves), lift(curves)].filter(
    ({ table }) => table.rows.length > 0,
  );
}

function roc(curves: Both<BinaryCurves>): Figure {
  const words = {
    id: 'roc',
    title: 'ROC curve',
    description:
      'The share of positive rows found, by the share of negative rows called positive by mistake: ' +
      'the nearer to the upper left, the better. The dotted diagonal is chance.',
  };
  return rocFigure(
    words,
    mapBoth(curves, ({ roc }) => roc),
  );
}

function precisionRecall(curves: Both<BinaryCurves>): Figure {
  return curveFigure({
    id: 'precision-recall',
    title: 'Precision and recall',
    description:
      'Which share of the rows that are called positive is, by the share of positive rows found: ' +
      'the nearer to the upper right, the better.',
    x: 'recall',
    y: 'precision',
    points: mapBoth(curves, ({ pr }) =>
      pr.map(({ recall, precision }) => ({ x: recall, y: precision })),
    ),
  });
}

function calibration(curves: Both<BinaryCurves>): Figure {
  const words = {
    id: 'calibration',
    title: 'Calibration',
    description:
      'Rows in bins by predicted probability, and the share of them that is positive. ' +
      'On the dotted diagonal, probabilities are what happens.',
    x: 'predicted probability',
    y: 'share that is positive',
  };
  return calibrationFigure(
    words,
    mapBoth(curves, ({ calibration }) => calibration),
  );
}

function lift(curves: Both<BinaryCurves>): Figure {
  const points = mapBoth(curves, ({ lift }) =>
    lift.map(({ share, lift }) => ({ x: share, y: lift })),
  );
  const highest = Math.max(
    1,
    ...[...points.candidate, ...(points.champion ?? [])].map(({ y }) => y),
  );
  return curveFigure({
    id: 'lift',
    title: 'Lift',
    description:
      'How many times more positive rows than by chance there are among the share of rows with the highest scores. ' +
      'The dotted line is chance.',
    x: 'share of rows, highest scores first',
    y: 'lift',
    points,
    reference: [
      { x: 0, y: 1 },
      { x: 1, y: 1 },
    ],
    highest: Math.ceil(highest * 2) / 2,
  });
}

function cells(confusion: BinaryCurves['confusion']): readonly ConfusionCell[] {
  const { truePositive, falseNegative, falsePositive, trueNegative } = confusion;
  const [positive, negative] = ['positive', 'negative'];
  return [
    { actual: positive, predicted: positive, rows: truePositive },
    { actual: positive, predicted: negative, rows: falseNegative },
    { actual: negative, predicted: positive, rows: falsePositive },
    { actual: negative, predicted: negative, rows: trueNegative },
  ];
}
