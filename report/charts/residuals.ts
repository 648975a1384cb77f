import { cell, type Figure } from '../document.js';
import { exactText } from '../numbers.js';
import { type Both, modelsInWords, ofBoth } from './both-models.js';
import { HEIGHT, modelChannels, WIDTH } from './theme.js';

/** Held-out rows whose error is from `from` to `to`. */
export interface ResidualBin {
  readonly from: number;
  readonly to: number;
  readonly rows: number;
}

/** How the errors of a regression lie. */
export function residualsFigure(bins: Both<readonly ResidualBin[]>): Figure {
  return {
    id: 'residuals',
    title: 'Residuals',
    description:
      `How many held-out rows have which error, of ${modelsInWords(bins)}: what was, less what was predicted. ` +
      'A good model has a narrow hill over 0.',
    drawing: drawing(bins),
    table: {
      columns: [
        { name: 'model' },
        { name: 'from', isNumber: true },
        { name: 'to', isNumber: true },
        { name: 'rows', isNumber: true },
      ],
      rows: ofBoth(bins).map(({ model, from, to, rows }) => [
        cell(model),
        cell(exactText(from)),
        cell(exactText(to)),
        cell(exactText(rows)),
      ]),
    },
  };
}

function drawing(bins: Both<readonly ResidualBin[]>): Figure['drawing'] {
  const values = ofBoth(bins)
    .flatMap(({ from, to, rows, model }) => [
      { x: from, rows, model },
      { x: to, rows, model },
    ])
    .map((corner, order) => ({ ...corner, order }));
  const { color, dash } = modelChannels(bins.champion !== null);
  return {
    width: WIDTH,
    height: HEIGHT,
    data: { values },
    mark: { type: 'line', strokeWidth: 2 },
    encoding: {
      x: { field: 'x', type: 'quantitative', title: 'actual less predicted' },
      y: { field: 'rows', type: 'quantitative', title: 'held-out rows' },
      order: { field: 'order', type: 'quantitative' },
      color,
      strokeDash: dash,
    },
  };
}
