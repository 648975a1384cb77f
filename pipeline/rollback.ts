import { z } from 'zod';

import type { RetrainingOutcome } from './outcome.js';
import type { SupersededPublication } from './publication.js';
import type { Run } from './run.js';

/** What a person asks for who wants an older version to serve again. */
export interface RollbackRequest {
  readonly model: string;
  /** Null: the version that was live before the live one was promoted. */
  readonly toVersion: number | null;
  readonly startedBy: string;
  /** Why; the ledger keeps it. */
  readonly reason: string;
}

const requestSchema = z.object({
  model: z.string().min(1),
  toVersion: z.int().positive().nullable(),
  startedBy: z.string(),
  reason: z.string().trim().min(1),
});

/** Why the Workflow cannot even begin with this, in words; null when it can. */
export function rollbackProblem(request: unknown): string | null {
  const read = requestSchema.safeParse(request);
  return read.success ? null : z.prettifyError(read.error);
}

export interface RollbackInput {
  readonly run: Run;
  readonly toVersion: number | null;
}

/** An older version serves. */
export interface RolledBack {
  readonly kind: 'rolled-back';
  readonly version: number;
  /** The version that served before. */
  readonly previousVersion: number;
  readonly fence: number;
  /** The serving name, for example PREDICT_CHURN. */
  readonly functionName: string;
  readonly probabilityFunctionName: string;
  /** True when callers have to pass other arguments than to the version before. */
  readonly argumentsDiffer: boolean;
  readonly queryIds: readonly string[];
}

/** Output of the Activity; superseded when another version went live meanwhile, which changes what was asked for. */
export type Rollback = RolledBack | SupersededPublication;

/** Why a rollback changed nothing, in a sentence. */
export function supersededReason({ liveVersion }: SupersededPublication): string {
  const change =
    liveVersion === null ? 'The live version was withdrawn' : `Version ${liveVersion} went live`;
  return `${change} while the rollback was under way; nothing was rolled back.`;
}

/** What a completed rollback returns; one that is refused fails the Workflow with RollbackRefused. */
export type RollbackOutcome =
  | {
      readonly kind: 'ROLLED_BACK';
      readonly model: string;
      readonly runId: string;
      readonly rollback: RolledBack;
    }
  | {
      readonly kind: 'SUPERSEDED';
      readonly model: string;
      readonly runId: string;
      readonly reasons: readonly string[];
    };

/** Tells the outcome of a rollback from that of a retraining. */
export function isRollback(
  outcome: RetrainingOutcome | RollbackOutcome,
): outcome is RollbackOutcome {
  return outcome.kind === 'ROLLED_BACK' || outcome.kind === 'SUPERSEDED';
}
