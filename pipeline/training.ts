import type { FeatureTable } from './features.js';
import type { Scores } from './metrics.js';
import type { ModelSpec } from './model-spec.js';
import type { Run } from './run.js';

export interface TrainingInput {
  readonly run: Run;
  readonly spec: ModelSpec;
  readonly featureTable: FeatureTable;
  readonly codeDigest: string;
  readonly codeFiles: readonly string[];
}

/** Output of step 3: a trained model that nobody has judged yet. */
export interface Candidate {
  /** Immutable location in a stage, ending in /; holds model.joblib and model.json. */
  readonly artifact: string;
  readonly artifactSha256: string;
  readonly artifactBytes: number;
  readonly metrics: {
    readonly train?: Scores;
    readonly validation?: Scores;
    readonly selfReported?: Scores;
  };
  /** Exact versions that the training ran with; the UDF is pinned to them. */
  readonly packages: Readonly<Record<string, string>>;
  readonly python: string;
  readonly trainingMs: number;
  readonly queryId: string;
}
