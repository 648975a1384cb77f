import type { FolderChanges } from '../../support/small-folders.js';
import { inModelFile } from './bad-input.js';

/** What may happen to the folder of a model that is live already, and the exit code of its run. */
export const BAD_RETRAININGS: readonly (readonly [string, FolderChanges, number])[] = [
  ['garbage', { 'data/customers.csv': 'no\n"rows' }, 1],
  ['a train.py that raises', { 'train.py': 'def build(params):\n    raise ValueError\n' }, 1],
  ['features that are gone', { 'features.sql': 'SELECT CUSTOMER_ID FROM {customers}' }, 1],
  ['a gate that nothing passes', inModelFile('min: 0.6', 'min: 1'), 10],
  ['a gain that it cannot have', inModelFile('min: 0.6', 'min: 0.6, requiredGain: 0.1'), 10],
];
