import { durationMs } from './duration.js';
import type { Restored } from './restored.js';
import type { Step } from './step.js';
import type { WorkflowEnd } from './workflow-state.js';

/** How long what runs leave behind is kept. */
export interface Retention {
  /** Tables, functions and artifacts that nothing needs any more, from the end of their run on. */
  readonly afterEndMs: number;
  /** So many versions that served before the live one keep what a rollback tests them by, however old they are. */
  readonly rollbackTargets: number;
  /** A run that is open in the ledger, and whose Workflow Temporal does not know, from its start on. */
  readonly unknownWorkflowMs: number;
}

export const RETENTION: Retention = {
  // Whoever is away for a few days can still look at what was judged; until then every lock, retry and zombie is over.
  afterEndMs: durationMs('7d'),
  rollbackTargets: 5,
  // Longer than a namespace of Temporal keeps closed Workflows by default, and than any training may take.
  unknownWorkflowMs: durationMs('30d'),
};

export interface SweepInput {
  readonly retention: Retention;
}

/** A run that was open in the ledger, and whose Workflow was not. */
export interface ClosedRun {
  readonly runId: string;
  readonly model: string;
  /** What the ledger says of it now. */
  readonly state: WorkflowEnd;
  readonly reason: string;
}

/** A statement of a run that is over. */
export interface StoppedStatement {
  readonly runId: string;
  readonly model: string;
  readonly step: Step | 'maintenance';
  readonly queryId: string;
}

/** What a run left behind, and what became of it. */
export interface Removal {
  readonly runId: string;
  readonly model: string;
  /** Names of tables and functions, stage locations. */
  readonly removed: readonly string[];
  readonly kept: readonly KeptObject[];
}

/** Something that cannot be removed, and why. */
export interface KeptObject {
  readonly name: string;
  readonly reason: string;
}

/** Output of a sweep. Every list is short: what one sweep leaves, the next one does. */
export interface Swept {
  readonly closed: readonly ClosedRun[];
  readonly stopped: readonly StoppedStatement[];
  readonly removals: readonly Removal[];
  /** What could not be done and is tried again by the next sweep, in sentences. */
  readonly problems: readonly string[];
  /** False when there is more of the same to do. */
  readonly isComplete: boolean;
}

/** Output of one maintenance. */
export interface Maintenance {
  readonly restored: readonly Restored[];
  readonly swept: Swept;
}
