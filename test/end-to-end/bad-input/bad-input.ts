import type { FailureType } from '../../../pipeline/failure-types.js';
import type { FolderChanges } from '../../support/small-folders.js';

/** A small model folder with something wrong in it that the Client sees. */
export interface RefusedFolder {
  readonly title: string;
  readonly changes: FolderChanges;
  /** Parts of what the person at the terminal reads; `DIR` stands for the folder. */
  readonly says: readonly string[];
}

/** A small model folder with something wrong in it that only shows in the warehouse. */
export interface FailingFolder extends RefusedFolder {
  readonly type: FailureType;
  readonly exitCode: number;
}

/** A change of model.yaml; throws when `from` is not there. */
export function inModelFile(from: string, to: string): FolderChanges {
  return {
    'model.yaml': (text) => {
      if (!text.includes(from)) throw new Error(`model.yaml has no ${from}`);
      return text.replace(from, () => to);
    },
  };
}

/** More lines at the end of model.yaml. */
export function moreOfModelFile(lines: string): FolderChanges {
  return { 'model.yaml': (text) => `${text}${lines}\n` };
}
