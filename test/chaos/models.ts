import { appendFileSync } from 'node:fs';
import { join } from 'node:path';

import {
  customersCsv,
  smallFolders,
  trainPy,
  type SmallFolders,
} from '../support/small-folders.js';
import type { ModelKind, PlannedModel } from './plan.js';

/** What a model of a kind has in its gate; `accuracy` of the small model is about 0.86. */
const RULES: Readonly<Record<ModelKind, string>> = {
  promotable: '{ min: 0.6 }',
  picky: '{ min: 0.6, requiredGain: 0.3 }',
  rejected: '{ min: 0.999 }',
  broken: '{ min: 0.6 }',
};

/** What stands in a row of data, and so nowhere where people read. */
export const CANARIES = ['C137-ROW-CANARY'] as const;

/** The model folders of a seed. */
export interface ChaosModels {
  /** Writes the folder anew with another recipe, and returns its path. */
  write(model: PlannedModel, variant: number): string;
  remove(): void;
}

/** Makes an empty place for the folders. */
export function chaosModels(): ChaosModels {
  const folders = smallFolders();
  return {
    write: (model, variant) => write(folders, model, variant),
    remove: () => folders.remove(),
  };
}

function write(folders: SmallFolders, model: PlannedModel, variant: number): string {
  const folder = folders.write(model.name, {
    'train.py': trainPy(
      `LogisticRegression(max_iter=1_000, C=${1 / (1 + variant)}, **params)`,
      'import time\n\n',
    ).replace('    words = ', `    time.sleep(${model.trainingMs / 1_000})\n    words = `),
    'data/customers.csv': customersCsv({
      Customer_ID: (id) => (id === 'C137' ? CANARIES[0] : id),
    }),
    'model.yaml': (text) =>
      `${text.replace('{ min: 0.6 }', RULES[model.kind])}schedule:\n  every: 30d\n`,
  });
  if (model.kind === 'broken') {
    appendFileSync(join(folder, 'features.sql'), "WHERE NO_SUCH_COLUMN = 'x'\n");
  }
  return folder;
}
