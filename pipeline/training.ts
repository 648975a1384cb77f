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
  /** Which of the candidates of model.yaml; absent for a model that trains one, which has no name. */
  readonly candidate?: string;
}

/** One training of a run: the run's only one, or that of one candidate. */
export type TrainingKey = Pick<TrainingInput, 'run' | 'candidate'>;

/** One of several candidates of a run, as the choice between them saw it. */
export interface ContestedCandidate {
  readonly name: string;
  /** Scores on the validation rows; none when its training failed. */
  readonly validation: Scores;
  /** Why its training gave nothing; null when it gave a model. */
  readonly failure: string | null;
  /** The statement that trained it, as far as it is known. */
  readonly queryId: string | null;
}

/** Why one of several candidates went to the gate, and not another. */
export interface CandidateChoice {
  readonly chosen: string;
  /** The score that they were compared by, the first that the policy names. */
  readonly metric: string;
  /** All of them, in the order of the model file. */
  readonly candidates: readonly ContestedCandidate[];
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
  /** Absent for the only candidate of a run. */
  readonly choice?: CandidateChoice;
}
