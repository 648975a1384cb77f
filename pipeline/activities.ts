import type { FeaturesInput, FeatureTable } from './features.js';
import type { Evaluation, EvaluationInput } from './gate.js';
import type { RunEnd } from './outcome.js';
import type { Publication, PublicationInput } from './publication.js';
import type { StagedSources, StagingInput } from './staging.js';
import type { Candidate, TrainingInput } from './training.js';

/** The five steps in the order the data flows; each result is what the next step needs. */
export interface PipelineActivities {
  stageSource(input: StagingInput): Promise<StagedSources>;
  buildFeatures(input: FeaturesInput): Promise<FeatureTable>;
  trainCandidate(input: TrainingInput): Promise<Candidate>;
  evaluateCandidate(input: EvaluationInput): Promise<Evaluation>;
  publishUdf(input: PublicationInput): Promise<Publication>;
  /** Closes the run's row in the ledger; the same end written twice is one end. */
  recordOutcome(end: RunEnd): Promise<void>;
}
