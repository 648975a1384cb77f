import type { ModelSpec } from './model-spec.js';
import type { Run } from './run.js';
import type { StagedSources } from './staging.js';

/** How a feature travels: number is FLOAT, text is VARCHAR, boolean is BOOLEAN in the UDF's signature. */
export type FeatureKind = 'number' | 'text' | 'boolean';

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
  /** The live version when it was made of this very snapshot, code and policy; null otherwise. */
  readonly sameAsVersion: number | null;
  readonly queryIds: readonly string[];
}
