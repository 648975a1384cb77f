import type { Progress } from '../../pipeline/progress.js';

/** Shows a person how far a run is. */
export interface ProgressView {
  update(progress: Progress): void;
  /** Nothing more will come. Resolves once everything is shown. */
  end(): Promise<void>;
}
