import type { Evidence } from './evidence.js';
import type { FeatureTable } from './features.js';
import type { ModelSpec } from './model-spec.js';
import type { Run } from './run.js';
import type { Candidate } from './training.js';

export interface EvaluationInput {
  readonly run: Run;
  readonly spec: ModelSpec;
  readonly featureTable: FeatureTable;
  readonly candidate: Candidate;
  readonly codeDigest: string;
  readonly codeFiles: readonly string[];
}

/** Output of step 4, before the verdict. */
export interface Evaluation {
  readonly evidence: Evidence;
  /** sha256 over the evidence text as it stands in the ledger, hex. */
  readonly evidenceDigest: string;
  /** The live version's fence when the evaluation began; the switch succeeds only if it still holds. */
  readonly championFence: number;
  readonly queryId: string;
}
