import type { OUTCOMES } from './outcome.js';

/** What became of one time of a Schedule. */
export type ScheduledOutcome =
  | {
      /** How the run ended that was started: with an outcome, or because somebody stopped it. */
      readonly kind: (typeof OUTCOMES)[number] | 'CANCELLED' | 'TERMINATED';
      readonly model: string;
      readonly workflowId: string;
      readonly runId: string;
    }
  | {
      /** No run was started. */
      readonly kind: 'SKIPPED';
      readonly model: string;
      readonly reason: string;
    };

/** Keys of the memo in which the Workflow of a Schedule tells at once what it did; it stays readable after its end. */
export const SCHEDULED_MEMO = {
  /** The run id of the retraining that it started. */
  runId: 'startedRunId',
  /** Why it started none. */
  skipped: 'skipped',
} as const;
