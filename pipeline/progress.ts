import type { Score } from './metrics.js';
import type { RunOutcome } from './outcome.js';
import type { Step } from './step.js';
import type { Verdict } from './verdict.js';

/** `skipped`: the run ended before this step began. */
export type StepState = 'waiting' | 'running' | 'done' | 'failed' | 'skipped';

/** How far the training of one of several candidates is. */
export interface CandidateProgress {
  readonly name: string;
  readonly state: StepState;
  /** ISO 8601 in UTC, by Temporal's clock. */
  readonly startedAt: string | null;
  readonly endedAt: string | null;
  /** On the validation rows; null until there is one. */
  readonly score: Score;
  /** Why it gave no model. */
  readonly failure: string | null;
}

/** Candidates that are trained side by side. */
export interface CandidatesProgress {
  /** The score that they are compared by. */
  readonly metric: string;
  /** The one that goes to the gate; null until all have ended. */
  readonly chosen: string | null;
  /** All of them, in the order of the model file. */
  readonly candidates: readonly CandidateProgress[];
}

export interface StepProgress {
  readonly step: Step;
  readonly state: StepState;
  /** ISO 8601 in UTC, by Temporal's clock. */
  readonly startedAt: string | null;
  readonly endedAt: string | null;
  /** What the step does while it runs, what came of it afterwards. */
  readonly summary: string | null;
  /** Rows that the step worked on. */
  readonly rows: number | null;
  /** The last statement that the step ran in Snowflake. */
  readonly queryId: string | null;
  /** Of a training of several candidates. */
  readonly compared?: CandidatesProgress;
}

/** How far a run is; what the Workflow's Query answers, before and after the run ends. */
export interface Progress {
  /** All five, in the order of the flow; a rollback has publication alone. */
  readonly steps: readonly StepProgress[];
  readonly verdict: Verdict | null;
  /** Null while the run goes on, and for a run that failed or was cancelled. */
  readonly outcome: RunOutcome | null;
}
