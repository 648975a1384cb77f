import { z } from 'zod';

import type { ReportData } from './report.js';
import type { Trigger } from './run.js';

/**
 * The largest answer, as JSON in bytes: Temporal takes payloads of up to 2 MB, and an answer stands in the history twice,
 * as the result of the Activity and of the Workflow. What does not fit comes as another page.
 */
export const MAX_ANSWER_BYTES = 1_000_000;

const reference = z.string().min(1).max(1_000);

/** What a Client may ask the ledger by the Workflow `readLedger`. Each kind has its answer below. */
export const ledgerQuestionSchema = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('decisions'),
    /** All runs of a model that were judged, or those meant by a run id, a Workflow Id or a model's name. */
    of: z.union([z.strictObject({ model: reference }), z.strictObject({ run: reference })]),
    /** So many runs, the latest first. */
    last: z.int().min(1).max(1_000),
    /** So many of them are left out: they came with an earlier page. */
    offset: z.int().min(0),
  }),
  z.strictObject({ kind: z.literal('report'), runId: reference }),
]);

export type LedgerQuestion = z.output<typeof ledgerQuestionSchema>;
export type LedgerQuestionOf<Kind extends LedgerQuestion['kind']> = Extract<
  LedgerQuestion,
  { readonly kind: Kind }
>;

/** A run that was judged, as the ledger holds it. Times are ISO 8601 in UTC. */
export interface JudgedRun {
  readonly runId: string;
  readonly workflowId: string;
  readonly model: string;
  readonly trigger: Trigger;
  readonly startedBy: string;
  /** Why a person started it; null for a Schedule. */
  readonly reason: string | null;
  readonly startedAt: string;
  readonly endedAt: string | null;
  /** How it ended, for example PROMOTED; RUNNING until then. */
  readonly state: string;
  /** Why it ended so; empty when it was promoted, and while it goes on. */
  readonly reasons: readonly string[];
  readonly version: number | null;
  readonly codeDigest: string | null;
  /** As in the request; null for a run of a Ratchet that did not note it. */
  readonly gitCommit: string | null;
  /** The column EVIDENCE as it stands there; null when the data was refused before anything was trained. */
  readonly evidence: string | null;
  readonly evidenceDigest: string | null;
  /** Null for a run of a Ratchet that did not record decisions yet. */
  readonly decision: StoredDecision | null;
}

/** A row of DECISIONS; `policy` and `decision` are JSON texts. */
interface StoredDecision {
  readonly verdict: string;
  readonly policyDigest: string;
  readonly policy: string;
  /** Of the evidence that was judged. */
  readonly evidenceDigest: string | null;
  readonly decision: string;
  readonly decidedAt: string;
}

export interface DecisionsAnswer {
  readonly kind: 'decisions';
  readonly runs: readonly JudgedRun[];
  /** Where the next page begins; null when this is the last one. */
  readonly nextOffset: number | null;
}

export interface ReportAnswer {
  readonly kind: 'report';
  /** All that the ledger knows for a report on the run; null when it does not know the run. */
  readonly report: ReportData | null;
}

export type LedgerAnswer = DecisionsAnswer | ReportAnswer;
export type LedgerAnswerTo<Question extends Pick<LedgerQuestion, 'kind'>> = Extract<
  LedgerAnswer,
  { readonly kind: Question['kind'] }
>;
