import { cell, type Figure } from '../document.js';
import { exactText } from '../numbers.js';
import { COLOR, BARS_WIDTH, type Layer } from './theme.js';

interface Bar {
  readonly name: string;
  readonly value: number;
}

export interface Bars {
  readonly id: string;
  readonly title: string;
  readonly description: string;
  readonly names: string;
  readonly values: string;
  readonly bars: readonly Bar[];
  /** A line across the bars, such as the bound of a rule. */
  readonly line?: number;
}

const BAR_HEIGHT = 20;

/** A bar for each name, in the order given. */
export function barsFigure(bars: Bars): Figure {
  return {
    id: bars.id,
    title: bars.title,
    description: bars.description,
    drawing: drawing(bars),
    table: {
      columns: [{ name: bars.names }, { name: bars.values, isNumber: true }],
      rows: bars.bars.map(({ name, value }) => [cell(name), cell(exactText(value))]),
    },
  };
}

function drawing({ bars, values: title, line }: Bars): Figure['drawing'] {
  const x = { field: 'value', type: 'quantitative', title } as const;
  return {
    width: BARS_WIDTH,
    height: { step: BAR_HEIGHT },
    layer: [
      {
        data: { values: [...bars] },
        mark: { type: 'bar', color: COLOR.candidate },
        encoding: { x, y: nameAxis },
      },
      ...(line === undefined ? [] : [lineAt(line)]),
    ],
  };
}

/** Names of columns may be long; the data table has them whole. */
export const nameAxis = {
  field: 'name',
  type: 'nominal',
  title: null,
  sort: null,
  axis: { labelLimit: 230, ticks: false, domain: false },
} as const;

function lineAt(value: number): Layer {
  return {
    data: { values: [{ value }] },
    mark: { type: 'rule', color: COLOR.ink, strokeDash: [4, 3] },
    encoding: { x: { field: 'value', type: 'quantitative' } },
  };
}
