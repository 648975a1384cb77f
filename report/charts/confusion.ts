import { countText } from '../../pipeline/score-text.js';
import { cell, type Figure } from '../document.js';
import { percentText } from '../numbers.js';
import { COLOR } from './theme.js';

/** Held-out rows that are `actual` and were called `predicted`. */
export interface ConfusionCell {
  readonly actual: string;
  readonly predicted: string;
  readonly rows: number;
}

/** With more labels than this, numbers would not fit their squares. */
const MOST_WITH_NUMBERS = 5;
const SIDE = 300;

const WITH_NUMBERS = 'the count, and its share of the rows that are of that class.';
const WITHOUT_NUMBERS =
  'the darker, the larger the share of the rows that are of that class; the table has the counts.';

/** Which rows one model called what, each square with its count and its share of the actual class. */
export function confusionFigure(
  model: string,
  cells: readonly ConfusionCell[],
  at: string,
): Figure {
  const all = withMissing(cells);
  const totals = rowsByActual(all);
  const shares = all.map((one) => ({ ...one, share: shareOf(one, totals) }));
  return {
    id: `confusion-${model}`,
    title: `Confusion of the ${model}`,
    description:
      `What the ${model} called the held-out rows of each class${at}: ` +
      `${hasNumbers(all) ? WITH_NUMBERS : WITHOUT_NUMBERS} The diagonal is right.`,
    drawing: drawing(shares),
    table: {
      columns: [
        { name: 'actual' },
        { name: 'predicted' },
        { name: 'rows', isNumber: true },
        { name: 'share of actual', isNumber: true },
      ],
      rows: shares.map(({ actual, predicted, rows, share }) => [
        cell(actual),
        cell(predicted),
        cell(countText(rows)),
        cell(percentText(share)),
      ]),
    },
  };
}

/**
 * Pairs that no row has, too: a square that is not there would look like a mistake of the drawing. In the order of the
 * actual labels, then those that were only predicted, so that the diagonal is where it is looked for.
 */
function withMissing(cells: readonly ConfusionCell[]): readonly ConfusionCell[] {
  const labels = [
    ...new Set([...cells.map(({ actual }) => actual), ...cells.map(({ predicted }) => predicted)]),
  ];
  return labels.flatMap((actual) =>
    labels.map(
      (predicted) =>
        cells.find((one) => one.actual === actual && one.predicted === predicted) ?? {
          actual,
          predicted,
          rows: 0,
        },
    ),
  );
}

function rowsByActual(cells: readonly ConfusionCell[]): ReadonlyMap<string, number> {
  const totals = new Map<string, number>();
  for (const { actual, rows } of cells) totals.set(actual, (totals.get(actual) ?? 0) + rows);
  return totals;
}

function shareOf({ actual, rows }: ConfusionCell, totals: ReadonlyMap<string, number>): number {
  const total = totals.get(actual) ?? 0;
  return total === 0 ? 0 : rows / total;
}

function hasNumbers(cells: readonly ConfusionCell[]): boolean {
  return new Set(cells.map(({ actual }) => actual)).size <= MOST_WITH_NUMBERS;
}

interface Square extends ConfusionCell {
  readonly share: number;
}

function drawing(squares: readonly Square[]): Figure['drawing'] {
  const labels = new Set(squares.map(({ actual }) => actual));
  const values = squares.map((square) => ({
    ...square,
    count: countText(square.rows),
    percent: percentText(square.share),
  }));
  const numbers = hasNumbers(squares) ? [label('count', -8, 15), label('percent', 10, 12)] : [];
  return {
    width: SIDE,
    height: SIDE * 0.8,
    data: { values },
    encoding: {
      x: {
        field: 'predicted',
        type: 'nominal',
        title: 'predicted',
        sort: null,
        axis: {
          labelAngle: labels.size > 3 ? -40 : 0,
          labelLimit: 90,
          ticks: false,
          domain: false,
        },
      },
      y: {
        field: 'actual',
        type: 'nominal',
        title: 'actual',
        sort: null,
        axis: { labelLimit: 90, ticks: false, domain: false },
      },
    },
    layer: [
      {
        mark: { type: 'rect', color: COLOR.candidate, stroke: COLOR.paper, strokeWidth: 2 },
        encoding: {
          // Light enough for dark numbers on it, so that they can be read in every square.
          fillOpacity: {
            field: 'share',
            type: 'quantitative',
            legend: null,
            scale: { domain: [0, 1], range: [0.06, 0.5] },
          },
        },
      },
      ...numbers,
    ],
  };
}

function label(field: 'count' | 'percent', dy: number, fontSize: number) {
  return {
    mark: { type: 'text', color: COLOR.ink, dy, fontSize, font: 'inherit' },
    encoding: { text: { field, type: 'nominal' } },
  } as const;
}
