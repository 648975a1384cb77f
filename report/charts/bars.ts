import { cell, type Figure } from '../document.js';
import { exactText } from '../numbers.js';
import { barsSize, COLOR, type Layer } from './theme.js';

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
  const x = { field: 'value', type: 'quantitative', title, axis: FEW_TICKS } as const;
  return {
    ...barsSize(bars.length),
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

/** Beside long names there is room for these. */
export const FEW_TICKS = { tickCount: 4, labelSeparation: 8 } as const;

/** Names may be long; the data table has them whole. */
export const nameAxis = {
  field: 'name',
  type: 'nominal',
  title: null,
  sort: null,
  axis: { labelLimit: 190, ticks: false, domain: false },
} as const;

function lineAt(value: number): Layer {
  return {
    data: { values: [{ value }] },
    mark: { type: 'rule', color: COLOR.ink, strokeDash: [4, 3] },
    encoding: { x: { field: 'value', type: 'quantitative' } },
  };
}
