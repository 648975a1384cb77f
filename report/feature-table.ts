import type { Diagnostics } from '../pipeline/diagnostics.js';
import { countText } from '../pipeline/score-text.js';
import { cell, type Table } from './document.js';
import { percentText } from './numbers.js';

/** What is known of each feature: its type, and how often it is missing. */
export function featureTable(features: Diagnostics['features']): Table {
  return {
    columns: [
      { name: 'feature' },
      { name: 'type' },
      { name: 'missing in training', isNumber: true },
      { name: 'missing held out', isNumber: true },
      { name: 'distinct values', isNumber: true },
    ],
    rows: features.map(({ name, kind, nulls, distinct }) => [
      cell([{ code: name }]),
      cell(kind),
      cell(percentText(nulls.train)),
      cell(percentText(nulls.test)),
      cell(distinct === undefined ? '' : countText(distinct)),
    ]),
  };
}
