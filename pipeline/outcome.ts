import type { Evidence } from './evidence.js';
import type { Run } from './run.js';
import type { Step } from './step.js';
import type { PublishedUdf } from './publication.js';
import type { CandidateChoice } from './training.js';
import type { RejectedVerdict, Verdict } from './verdict.js';

export const OUTCOMES = ['PROMOTED', 'HELD', 'REJECTED', 'NO_CHANGE'] as const;

/** How a run ends that comes to its end, a rollback among them. */
export type RunOutcome = (typeof OUTCOMES)[number] | 'ROLLED_BACK' | 'SUPERSEDED';

interface Ended {
  readonly model: string;
  readonly runId: string;
  /** Which candidate was judged, and how it compared with the others; absent when the run trained one. */
  readonly choice?: CandidateChoice;
}

/** What a completed run returns. A rejected candidate is a normal end; a technical failure fails the Workflow instead. */
export type RetrainingOutcome =
  | (Ended & {
      readonly kind: 'PROMOTED';
      readonly verdict: Verdict;
      readonly evidence: Evidence;
      readonly publication: PublishedUdf;
    })
  | (Ended & {
      readonly kind: 'HELD' | 'REJECTED';
      readonly verdict: Verdict;
      readonly evidence: Evidence;
      readonly reasons: readonly string[];
    })
  | (Ended & {
      /** The data were refused before anything was trained. */
      readonly kind: 'REJECTED';
      readonly verdict: RejectedVerdict;
      readonly evidence: null;
      readonly reasons: readonly string[];
    })
  | (Ended & {
      readonly kind: 'NO_CHANGE';
      readonly version: number;
      readonly reasons: readonly string[];
    });

/** The last row of a run in the ledger. */
export interface RunEnd {
  readonly run: Run;
  readonly state: RunOutcome | 'FAILED' | 'CANCELLED';
  readonly step: Step;
  readonly version: number | null;
  readonly reasons: readonly string[];
  /** Of every statement that the steps told of, in their order. */
  readonly queryIds: readonly string[];
}
