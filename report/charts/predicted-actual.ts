import { cell, type Figure } from '../document.js';
import { exactText } from '../numbers.js';
import { type Both, modelsInWords, ofBoth } from './both-models.js';
import { COLOR, HEIGHT, modelChannels, WIDTH } from './theme.js';

/** Held-out rows with predictions near each other: the means of what was predicted and of what was. */
export interface PredictedActual {
  readonly predicted: number;
  readonly actual: number;
  readonly rows: number;
}

/** Predictions of a regression against what really was. */
export function predictedActualFigure(bins: Both<readonly PredictedActual[]>): Figure {
  return {
    id: 'predicted-actual',
    title: 'Predicted against actual',
    description:
      `Held-out rows in bins by prediction, of ${modelsInWords(bins)}: the mean prediction and the mean of what was. ` +
      'On the dotted diagonal, predictions are right on average.',
    drawing: drawing(bins),
    table: {
      columns: [
        { name: 'model' },
        { name: 'predicted', isNumber: true },
        { name: 'actual', isNumber: true },
        { name: 'rows', isNumber: true },
      ],
      rows: ofBoth(bins).map(({ model, predicted, actual, rows }) => [
        cell(model),
        cell(exactText(predicted)),
        cell(exactText(actual)),
        cell(exactText(rows)),
      ]),
    },
  };
}

function drawing(bins: Both<readonly PredictedActual[]>): Figure['drawing'] {
  const values = ofBoth(bins);
  const all = values.flatMap(({ predicted, actual }) => [predicted, actual]);
  const [lowest, highest] = [Math.min(...all), Math.max(...all)];
  const x = {
    field: 'predicted',
    type: 'quantitative',
    title: 'predicted',
    scale: { zero: false },
  } as const;
  const y = {
    field: 'actual',
    type: 'quantitative',
    title: 'actual',
    scale: { zero: false },
  } as const;
  const { color, shape } = modelChannels(bins.champion !== null);
  return {
    width: WIDTH,
    height: HEIGHT,
    encoding: { x, y },
    layer: [
      {
        data: {
          values: [lowest, highest].map((value) => ({ predicted: value, actual: value })),
        },
        mark: { type: 'line', color: COLOR.quiet, strokeDash: [2, 3], strokeWidth: 1 },
      },
      {
        data: { values: [...values] },
        mark: { type: 'point', filled: true, opacity: 0.9, size: 60 },
        encoding: {
          color,
          shape,
        },
      },
    ],
  };
}
