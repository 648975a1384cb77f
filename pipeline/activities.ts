import type { FeaturesInput, FeatureTable } from './features.js';
import type { Evaluation, EvaluationInput } from './gate.js';
import type { LedgerAnswer, LedgerQuestion } from './ledger-reading.js';
import type { SweepInput, Swept } from './maintenance.js';
import type { DecisionInput } from './decision.js';
import type { RunEnd } from './outcome.js';
import type { Publication, PublicationInput } from './publication.js';
import type { ReportInput, WrittenReport } from './report.js';
import type { RetrainingPlan } from './plan.js';
import type { RetrainingRequest } from './retraining-request.js';
import type { Restored } from './restored.js';
import type { Rollback, RollbackInput } from './rollback.js';
import type { StagedSources, StagingInput } from './staging.js';
import type { Candidate, TrainingInput } from './training.js';

/** The five steps in the order the data flows; each result is what the next step needs. */
export interface PipelineActivities {
  stageSource(input: StagingInput): Promise<StagedSources>;
  buildFeatures(input: FeaturesInput): Promise<FeatureTable>;
  trainCandidate(input: TrainingInput): Promise<Candidate>;
  evaluateCandidate(input: EvaluationInput): Promise<Evaluation>;
  /** Writes a verdict and what it stands on into the ledger, once a run. */
  recordDecision(input: DecisionInput): Promise<void>;
  publishUdf(input: PublicationInput): Promise<Publication>;
  /** Closes the run's row in the ledger; the same end written twice is one end. */
  recordOutcome(end: RunEnd): Promise<void>;
  /** Writes the report on a run that was judged and is over, beside its artifact. */
  writeReport(input: ReportInput): Promise<WrittenReport>;
}

/** What keeps warehouse and ledger together beside the runs. */
export interface MaintenanceActivities {
  /** Serves every live version anew whose functions are not what the ledger says, and tells what it met. */
  restoreServing(): Promise<readonly Restored[]>;
  /** Closes, stops and removes what runs that are over left behind. */
  sweep(input: SweepInput): Promise<Swept>;
}

/** What a rollback does beside closing its run in the ledger. */
export interface RollbackActivities {
  /** Lets an older version serve again; done again after a crash, it goes on where it was. */
  rollBack(input: RollbackInput): Promise<Rollback>;
}

/** What tells a Client something that only Workers know, and changes nothing. */
export interface ReadingActivities {
  /** Answers a question about the ledger. */
  answerFromLedger(question: LedgerQuestion): Promise<LedgerAnswer>;
  /** Tells what a run would send to Snowflake. It asks for the live version, and changes nothing. */
  planRetraining(request: RetrainingRequest): Promise<RetrainingPlan>;
}
