import { cell, type Figure } from '../document.js';
import { exactText, signedText } from '../numbers.js';
import { FEW_TICKS, nameAxis } from './bars.js';
import { CANDIDATE, CHAMPION, modelChannels, barsSize } from './theme.js';

/** By how much the score falls when the values of a feature are shuffled. */
export interface Importance {
  readonly feature: string;
  readonly candidate: number;
  readonly champion: number | null;
}

/** The most important features of the candidate, with the champion's beside them. */
export function importanceFigure(
  features: readonly Importance[],
  metric: string,
  how: string,
): Figure {
  return {
    id: 'importance',
    title: `What the model looks at (top ${features.length})`,
    description:
      `How much worse ${metric} becomes on the held-out rows when the values of one feature are shuffled: ` +
      `the longer, the more the model relies on it.${how}`,
    drawing: drawing(features, metric),
    table: {
      columns: [
        { name: 'feature' },
        { name: CANDIDATE, isNumber: true },
        { name: CHAMPION, isNumber: true },
        { name: 'change', isNumber: true },
      ],
      rows: features.map(({ feature, candidate, champion }) => [
        cell(feature),
        cell(exactText(candidate)),
        cell(champion === null ? '' : exactText(champion)),
        cell(champion === null ? '' : signedText(candidate - champion)),
      ]),
    },
  };
}

function drawing(features: readonly Importance[], metric: string): Figure['drawing'] {
  const values = features.flatMap(({ feature: name, candidate, champion }) => [
    { name, model: CANDIDATE, value: candidate },
    ...(champion === null ? [] : [{ name, model: CHAMPION, value: champion }]),
  ]);
  const hasChampion = values.some(({ model }) => model === CHAMPION);
  const { color, shape } = modelChannels(hasChampion);
  return {
    ...barsSize(features.length),
    data: { values },
    encoding: {
      y: nameAxis,
      x: { field: 'value', type: 'quantitative', title: `loss of ${metric}`, axis: FEW_TICKS },
    },
    layer: [
      {
        transform: [{ filter: { field: 'model', equal: CANDIDATE } }],
        mark: { type: 'bar', height: 12 },
        encoding: { color },
      },
      {
        transform: [{ filter: { field: 'model', equal: CHAMPION } }],
        mark: { type: 'point', filled: true, size: 80, opacity: 1 },
        encoding: {
          color,
          shape,
        },
      },
    ],
  };
}
