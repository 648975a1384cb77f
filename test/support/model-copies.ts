import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { projectRoot } from '../../client/dev/programs.js';

/** The models of this repository in a folder where a test may change them. */
export interface ModelCopies {
  folder(model: string): string;
  remove(): void;
}

/** Copies the model folders, without data. */
export function copyModels(): ModelCopies {
  const root = mkdtempSync(join(tmpdir(), 'ratchet-models-'));
  const models = join(projectRoot(), 'models');
  cpSync(models, join(root, 'models'), {
    recursive: true,
    filter: (source) => !source.endsWith('/data'),
  });
  return {
    folder: (model) => join(root, 'models', model),
    remove: () => rmSync(root, { recursive: true }),
  };
}
