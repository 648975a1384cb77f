import { cell, type Figure, type Table } from '../document.js';
import { exactText } from '../numbers.js';
import { type Both, modelsInWords, ofBoth } from './both-models.js';
import { COLOR, HEIGHT, modelChannels, WIDTH, type Layer } from './theme.js';

interface Point {
  readonly x: number;
  readonly y: number;
}

export interface Curve {
  readonly id: string;
  readonly title: string;
  /** What the description calls the curve, when not by its title. */
  readonly name?: string;
  readonly description: string;
  readonly x: string;
  readonly y: string;
  readonly points: Both<readonly Point[]>;
  /** A line to compare with, such as that of chance, with its name for the description. */
  readonly reference?: readonly [Point, Point];
  /** Where the axis of y ends, when not at 1. */
  readonly highest?: number;
  /** Points are measurements of their own, and are marked. */
  readonly isMarked?: boolean;
}

/** A line for each model over two axes that begin at 0. */
export function curveFigure(curve: Curve): Figure {
  const { id, title, name = title, description } = curve;
  const models = modelsInWords(curve.points);
  return {
    id,
    title,
    description: `${name} of ${models}. ${description}`,
    drawing: drawing(curve),
    table: curveTable(curve),
  };
}

function drawing({
  x,
  y,
  points,
  reference,
  highest = 1,
  isMarked = false,
}: Curve): Figure['drawing'] {
  const values = ofBoth(points).map((point, order) => ({ ...point, order }));
  const { color, dash, shape } = modelChannels(points.champion !== null);
  return {
    width: WIDTH,
    height: HEIGHT,
    layer: [
      ...(reference === undefined ? [] : [referenceLine(reference)]),
      {
        data: { values },
        mark: isMarked ? { type: 'line', point: { filled: true, size: 45 } } : { type: 'line' },
        encoding: {
          x: { ...axisOf('x', x), scale: { domain: [0, 1] } },
          y: { ...axisOf('y', y), scale: { domain: [0, highest] } },
          order: { field: 'order', type: 'quantitative' },
          color,
          // Dashes as well would spoil the outline of the marks.
          ...(isMarked ? { shape } : { strokeDash: dash }),
        },
      },
    ],
  };
}

function axisOf(field: 'x' | 'y', title: string) {
  return { field, type: 'quantitative' as const, title, axis: { tickCount: 5 } };
}

function referenceLine(ends: readonly [Point, Point]): Layer {
  return {
    data: { values: [...ends] },
    mark: { type: 'line', color: COLOR.quiet, strokeDash: [2, 3], strokeWidth: 1 },
    encoding: {
      x: { field: 'x', type: 'quantitative' },
      y: { field: 'y', type: 'quantitative' },
    },
  };
}

function curveTable({ x, y, points }: Curve): Table {
  return {
    columns: [{ name: 'model' }, { name: x, isNumber: true }, { name: y, isNumber: true }],
    rows: ofBoth(points).map((point) => [
      cell(point.model),
      cell(exactText(point.x)),
      cell(exactText(point.y)),
    ]),
  };
}
