import { cell, type Figure } from '../document.js';
import { exactText } from '../numbers.js';
import { COLOR, HEIGHT, WIDTH } from './theme.js';

/** Held-out rows whose predicted probability is from `from` to `to`, by what they really are. */
export interface ScoreBin {
  readonly from: number;
  readonly to: number;
  readonly positive: number;
  readonly negative: number;
}

const POSITIVE = 'positive rows';
const NEGATIVE = 'negative rows';

/** How the predicted probabilities of one model lie, for the rows of each class; without a threshold none is drawn. */
export function scoresFigure(
  model: string,
  bins: readonly ScoreBin[],
  threshold: number | null,
): Figure {
  const from =
    threshold === null
      ? ''
      : ` From ${exactText(threshold)} on, the vertical line, a row is called positive.`;
  return {
    id: `scores-${model}`,
    title: `Scores of the ${model}`,
    description: `How many held-out rows of each class the ${model} gives which probability.${from}`,
    drawing: drawing(bins, threshold),
    table: {
      columns: ['from', 'to', POSITIVE, NEGATIVE].map((name) => ({ name, isNumber: true })),
      rows: bins.map(({ from, to, positive, negative }) =>
        [from, to, positive, negative].map((value) => cell(exactText(value))),
      ),
    },
  };
}

function drawing(bins: readonly ScoreBin[], threshold: number | null): Figure['drawing'] {
  const data = { values: [...outline(bins, POSITIVE), ...outline(bins, NEGATIVE)] };
  return {
    width: WIDTH,
    height: HEIGHT,
    layer: [
      {
        data,
        mark: { type: 'area', fillOpacity: 0.25 },
        encoding: {
          x: probability,
          y: rows,
          color: byClass([COLOR.positive, COLOR.negative]),
        },
      },
      {
        data,
        mark: { type: 'line', strokeWidth: 2 },
        encoding: {
          x: probability,
          y: rows,
          color: byClass([COLOR.positive, COLOR.negative]),
          strokeDash: byClass([
            [1, 0],
            [6, 3],
          ]),
        },
      },
      ...(threshold === null ? [] : [thresholdLine(threshold)]),
    ],
  };
}

function thresholdLine(threshold: number) {
  return {
    data: { values: [{ threshold }] },
    mark: { type: 'rule' as const, color: COLOR.ink, strokeDash: [2, 3] },
    encoding: { x: { field: 'threshold', type: 'quantitative' as const } },
  };
}

const probability = {
  field: 'x',
  type: 'quantitative' as const,
  title: 'predicted probability',
  axis: { tickCount: 5 },
};

const rows = {
  field: 'rows',
  type: 'quantitative' as const,
  title: 'held-out rows',
  stack: null,
};

function byClass<Range>(range: Range[]) {
  return {
    field: 'class',
    type: 'nominal' as const,
    scale: { domain: [POSITIVE, NEGATIVE], range },
    // Dashes are told by lines, not by marks.
    legend: { symbolType: 'stroke' },
  };
}

/** The steps of a histogram's upper edge. */
function outline(bins: readonly ScoreBin[], name: typeof POSITIVE | typeof NEGATIVE) {
  return bins.flatMap((bin) => {
    const rows = name === POSITIVE ? bin.positive : bin.negative;
    return [
      { x: bin.from, rows, class: name },
      { x: bin.to, rows, class: name },
    ];
  });
}
