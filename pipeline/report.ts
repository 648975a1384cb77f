import { z } from 'zod';

import { decisionRecordSchema } from './decision.js';
import { diagnosticsSchema } from './diagnostics.js';
import { evidenceSchema } from './evidence.js';
import { gatePolicySchema } from './gate-policy.js';
import type { Run } from './run.js';
import { scoreSchema } from './score.js';

const time = z.string();
const version = z.int().min(1);

const reportedRun = z.object({
  runId: z.string(),
  workflowId: z.string(),
  model: z.string(),
  trigger: z.enum(['manual', 'schedule', 'rollback']),
  startedBy: z.string(),
  /** Why a person started it; null for a Schedule. */
  reason: z.string().nullable(),
  startedAt: time,
  /** Null while it goes on. */
  endedAt: time.nullable(),
  /** How it ended, for example PROMOTED. */
  state: z.string(),
  version: version.nullable(),
  /** Why it was kept back, or failed; empty when it was promoted. */
  reasons: z.array(z.string()),
  /** Of every statement that the steps told of, in their order. */
  queryIds: z.array(z.string()),
  codeDigest: z.string().nullable(),
  /** Of the model folder, with `-dirty` when it differed from that; null when it was not noted. */
  gitCommit: z.string().nullable().default(null),
});

const reportedDecision = z.object({
  verdict: z.string(),
  policyDigest: z.string(),
  policy: gatePolicySchema,
  evidenceDigest: z.string().nullable(),
  decidedAt: time,
  record: decisionRecordSchema,
});

/** How the run's version went live. */
const reportedPromotion = z.object({
  version,
  previousVersion: version.nullable(),
  fence: z.int(),
  promotedAt: time,
  /** Where its model file lies. */
  artifact: z.string(),
  /** The immutable function of this version. */
  functionName: z.string(),
});

/** A run of the same model that was judged. */
const pastRun = z.object({
  runId: z.string(),
  startedAt: time,
  state: z.string(),
  version: version.nullable(),
  metrics: z.record(z.string(), scoreSchema),
});

/** All that a report on a run is made of. Times are ISO 8601 in UTC. */
export const reportDataSchema = z.object({
  schemaVersion: z.literal(1),
  run: reportedRun,
  /** Null for a run of a Ratchet that did not record decisions yet. */
  decision: reportedDecision.nullable(),
  /** Null when the data was refused before anything was trained. */
  evidence: evidenceSchema.nullable(),
  diagnostics: diagnosticsSchema.nullable(),
  promotion: reportedPromotion.nullable(),
  /** The model's judged runs up to this one, the oldest first; this one is the last. */
  history: z.array(pastRun),
});

export type ReportData = z.output<typeof reportDataSchema>;

/** Whether the run came to no verdict, so that there is nothing of a candidate to tell. */
export function isUnjudged({ decision, evidence }: ReportData): boolean {
  return decision === null && evidence === null;
}

export type PastRun = z.output<typeof pastRun>;

export interface ReportInput {
  readonly run: Run;
}

/** Where a report lies. */
export interface WrittenReport {
  /** In a stage, ending in /; holds report.html, report.md and report.json. */
  readonly location: string;
}
