import type { PassedVerdict } from './verdict.js';
import type { FeatureTable } from './features.js';
import type { Evaluation } from './gate.js';
import type { ModelSpec } from './model-spec.js';
import type { Run } from './run.js';
import type { Candidate } from './training.js';

/** A candidate can only get here with a passed verdict: publishing an unjudged model does not compile. */
export interface PublicationInput {
  readonly run: Run;
  readonly spec: ModelSpec;
  readonly featureTable: FeatureTable;
  readonly candidate: Candidate;
  readonly evaluation: Evaluation;
  readonly verdict: PassedVerdict;
  /** Whether the ledger holds the decision; absent from a Workflow of before there was such a record. */
  readonly isDecisionRecorded?: boolean;
  readonly codeDigest: string;
  readonly policyDigest: string;
  /** Names of the model's code files: a pickled model may need their classes where it serves. */
  readonly codeFiles: readonly string[];
}

export interface PublishedUdf {
  readonly kind: 'published';
  readonly version: number;
  readonly previousVersion: number | null;
  readonly fence: number;
  /** The serving name, for example PREDICT_CHURN. */
  readonly functionName: string;
  readonly probabilityFunctionName: string;
  /** The immutable function behind it. */
  readonly versionedFunctionName: string;
  readonly queryIds: readonly string[];
}

/** Another run went live between the judgement and the switch; nothing was changed. */
export interface SupersededPublication {
  readonly kind: 'superseded';
  readonly liveVersion: number | null;
}

/** Output of step 5. */
export type Publication = PublishedUdf | SupersededPublication;
