import { cell, type Figure } from '../document.js';
import { exactText } from '../numbers.js';
import { FEW_TICKS, nameAxis } from './bars.js';
import { CANDIDATE, CHAMPION, COLOR, modelChannels, barsSize, type Layer } from './theme.js';

/** A metric of the held-out rows with one value of the column. */
export interface SliceScore {
  readonly name: string;
  readonly rows: number;
  readonly candidate: number;
  readonly champion: number | null;
}

export interface Slices {
  readonly id: string;
  readonly column: string;
  readonly metric: string;
  readonly slices: readonly SliceScore[];
  /** The metric of all rows. */
  readonly overall: number | null;
}

/** A metric of every slice of a column, in the order given, beside that of all rows. */
export function slicesFigure({ id, column, metric, slices, overall }: Slices): Figure {
  return {
    id,
    title: `${metric} by ${column}`,
    description:
      `${metric} of the held-out rows with each value of ${column}, the worst first.` +
      (overall === null ? '' : ` The dashed line is that of all rows, ${exactText(overall)}.`),
    drawing: drawing(metric, slices, overall),
    table: {
      columns: [
        { name: column },
        { name: 'rows', isNumber: true },
        { name: CANDIDATE, isNumber: true },
        { name: CHAMPION, isNumber: true },
      ],
      rows: slices.map(({ name, rows, candidate, champion }) => [
        cell(name),
        cell(String(rows)),
        cell(exactText(candidate)),
        cell(champion === null ? '' : exactText(champion)),
      ]),
    },
  };
}

function drawing(
  metric: string,
  slices: readonly SliceScore[],
  overall: number | null,
): Figure['drawing'] {
  const values = slices.flatMap(({ name, candidate, champion }) => [
    { name, model: CANDIDATE, score: candidate },
    ...(champion === null ? [] : [{ name, model: CHAMPION, score: champion }]),
  ]);
  const { color, shape } = modelChannels(values.some(({ model }) => model === CHAMPION));
  return {
    ...barsSize(slices.length),
    layer: [
      ...(overall === null ? [] : [overallLine(metric, overall)]),
      {
        data: { values },
        mark: { type: 'point', filled: true, size: 80, opacity: 1 },
        encoding: {
          x: scoreAxis(metric),
          y: { ...nameAxis, axis: { ...nameAxis.axis, grid: true } },
          color,
          shape,
        },
      },
    ],
  };
}

function scoreAxis(metric: string) {
  return {
    field: 'score',
    type: 'quantitative' as const,
    title: metric,
    scale: { zero: false, padding: 12 },
    axis: FEW_TICKS,
  };
}

function overallLine(metric: string, score: number): Layer {
  return {
    data: { values: [{ score }] },
    mark: { type: 'rule', color: COLOR.ink, strokeDash: [4, 3] },
    encoding: { x: scoreAxis(metric) },
  };
}
