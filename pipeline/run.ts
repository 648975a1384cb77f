/** How a retraining came to start. */
export const RETRAINING_TRIGGERS = ['manual', 'schedule'] as const;
export type RetrainingTrigger = (typeof RETRAINING_TRIGGERS)[number];

/** How a run came to start; a rollback is a run that trains nothing, and is always started by a person. */
export type Trigger = RetrainingTrigger | 'rollback';

/** Who runs what, and why: the same in every Activity input, query tag and ledger row of one run. */
export interface Run {
  /** Temporal's first execution run id: it stays the same over retries and continue-as-new. */
  readonly id: string;
  readonly workflowId: string;
  /** The model's name as its folder writes it, for example `telco-churn`. */
  readonly model: string;
  readonly trigger: Trigger;
  readonly startedBy: string;
  /** Why a person started it; null for a Schedule. */
  readonly reason: string | null;
}
