import { cell, type Figure } from '../document.js';
import { exactText } from '../numbers.js';
import { nameAxis } from './bars.js';
import { CANDIDATE, CHAMPION, COLOR, modelChannels, BARS_WIDTH, type Layer } from './theme.js';

/** A metric of the held-out rows with one value of a column. */
export interface SliceScore {
  readonly name: string;
  readonly rows: number;
  readonly candidate: number;
  readonly champion: number | null;
}

/** A metric of every slice, in the order given, beside that of all rows. */
export function slicesFigure(
  metric: string,
  slices: readonly SliceScore[],
  overall: number | null,
): Figure {
  return {
    id: 'slices',
    title: `${metric} by slice`,
    description:
      `${metric} of each part of the held-out rows, the worst first. ` +
      `The dashed line is that of all rows${overall === null ? '' : `, ${exactText(overall)}`}.`,
    drawing: drawing(metric, slices, overall),
    table: {
      columns: [
        { name: 'slice' },
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
    width: BARS_WIDTH,
    height: { step: 20 },
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
  };
}

function overallLine(metric: string, score: number): Layer {
  return {
    data: { values: [{ score }] },
    mark: { type: 'rule', color: COLOR.ink, strokeDash: [4, 3] },
    encoding: { x: scoreAxis(metric) },
  };
}
