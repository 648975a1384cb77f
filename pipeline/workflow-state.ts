/** How a Workflow Execution ended. */
export type WorkflowEnd = 'COMPLETED' | 'FAILED' | 'CANCELLED' | 'TERMINATED' | 'TIMED_OUT';

/**
 * What Temporal says of a run's Workflow. `unknown` is no end: it may belong to another namespace that works on the same
 * schema, and of one that ended long ago Temporal keeps nothing.
 */
export type WorkflowState = 'open' | 'unknown' | WorkflowEnd;

/** A run's Workflow, by the run id of its first execution. */
export interface WorkflowOfRun {
  readonly workflowId: string;
  readonly runId: string;
}

/** Temporal as maintenance asks it. */
export interface WorkflowStates {
  /** Throws when Temporal does not answer. */
  stateOf(run: WorkflowOfRun): Promise<WorkflowState>;
}
