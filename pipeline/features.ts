import type { DataMeasurements } from './data-measurements.js';
import type { FeatureKind } from './feature-kind.js';
import type { ModelSpec } from './model-spec.js';
import type { Run } from './run.js';
import type { StagedSources } from './staging.js';

export interface Feature {
  readonly name: string;
  readonly kind: FeatureKind;
}

export const SPLITS = ['TRAIN', 'VALIDATION', 'TEST'] as const;
export type Split = (typeof SPLITS)[number];

export interface FeaturesInput {
  readonly run: Run;
  readonly spec: ModelSpec;
  readonly staged: StagedSources;
  /** The SELECT of features.sql, or null when the features are Snowpark code in features.py. */
  readonly featuresSql: string | null;
  /** The salt of the split (pipeline/split-salt.ts); absent from a Workflow that knows that of the model file only. */
  readonly splitSalt?: string;
  readonly codeDigest: string;
  readonly policyDigest: string;
  readonly codeFiles: readonly string[];
}

/** Output of step 2: one row per observation, with entity, target, features and the column RATCHET_SPLIT. */
export interface FeatureTable {
  readonly table: string;
  readonly features: readonly Feature[];
  readonly rows: Readonly<Record<Split, number>>;
  /** HASH_AGG over the feature table: what the model is trained and judged on. */
  readonly snapshot: string;
  /** The salt that the split was made with; absent in results of before it could change with time. */
  readonly splitSalt?: string;
  /** What the checks of the policy ask about the data; absent when it has none that does. */
  readonly measured?: DataMeasurements;
  /** How far gains over a champion spread when the live version was judged (gain-spread.ts); absent without one. */
  readonly gainSpreads?: Readonly<Record<string, number>>;
  /** The live version when it was made of this very snapshot, code and policy; null otherwise. */
  readonly sameAsVersion: number | null;
  readonly queryIds: readonly string[];
}
