import type { Progress } from '../../pipeline/progress.js';
import type { Output } from '../output.js';
import { ProgressLines } from './progress-lines.js';
import { ProgressTree } from './progress-tree.js';

/** Shows a person how far a run is. */
export interface ProgressView {
  update(progress: Progress): void;
  /** Nothing more will come. Resolves once everything is shown. */
  end(): Promise<void>;
}

/** A tree that redraws itself on a terminal; lines in a pipe, and beside JSON. */
export function progressView(output: Output): ProgressView {
  const { screen } = output.terminal;
  return screen === null || output.isJson
    ? new ProgressLines(output)
    : new ProgressTree(screen, output.colors);
}
