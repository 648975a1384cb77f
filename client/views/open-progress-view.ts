import type { Output } from '../output.js';
import { ProgressLines } from './progress-lines.js';
import { ProgressTree } from './progress-tree.js';
import type { ProgressView } from './progress-view.js';

/** A tree that redraws itself on a terminal; lines in a pipe, and beside JSON. */
export function openProgressView(output: Output): ProgressView {
  const { screen } = output.terminal;
  return screen === null || output.isJson
    ? new ProgressLines(output)
    : new ProgressTree(screen, output.colors);
}
