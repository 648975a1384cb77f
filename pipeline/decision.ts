import { z } from 'zod';

import type { Feature } from './features.js';
import type { GatePolicy } from './gate-policy.js';
import type { Run } from './run.js';
import { STEPS } from './step.js';
import type { Verdict } from './verdict.js';

const score = z.union([z.number(), z.enum(['NaN', 'Infinity', '-Infinity']), z.null()]);
const count = z.int().min(0);
const time = z.string();

/** One rule as it was judged. */
const recordedResult = z.object({
  /** A metric, a check, or a slice with its metric. */
  subject: z.string(),
  rule: z.string(),
  candidate: score,
  champion: score,
  result: z.enum(['passed', 'held', 'rejected', 'not-judged', 'warned']),
  reason: z.string(),
});

const stepTiming = z.object({ step: z.enum(STEPS), startedAt: time, endedAt: time });

/** What the candidate was made of, as far as the run had come; null for what it had not come to. */
const recipe = z.object({
  codeDigest: z.string(),
  /** What build(params) was given; null for a training that is a procedure of the team's own. */
  params: z.record(z.string(), z.json()).nullable(),
  /** HASH_AGG over the feature table. */
  snapshot: z.string(),
  features: z.array(z.object({ name: z.string(), kind: z.enum(['number', 'text', 'boolean']) })),
  rows: z.object({ train: count, validation: count, test: count }),
  python: z.string().nullable(),
  packages: z.record(z.string(), z.string()).nullable(),
  artifactSha256: z.string().nullable(),
  /** By the warehouse's own clock, without what Temporal and the Worker add. */
  trainingMs: z.number().nullable(),
  /** The steps that ended before the decision, in their order, by Temporal's clock. */
  steps: z.array(stepTiming),
});

/** The column DECISION of the ledger's DECISIONS, as JSON. */
export const decisionRecordSchema = z.object({
  schemaVersion: z.literal(1),
  results: z.array(recordedResult),
  /** Why the candidate was kept back; empty when it passed. */
  reasons: z.array(z.string()),
  recipe,
});

export type DecisionRecord = z.output<typeof decisionRecordSchema>;
export type RecordedResult = DecisionRecord['results'][number];
export type Recipe = DecisionRecord['recipe'];
export type StepTiming = z.output<typeof stepTiming>;

/** A verdict on its way into the ledger. */
export interface DecisionInput {
  readonly run: Run;
  readonly verdict: Verdict;
  readonly policy: GatePolicy;
  /** sha256 over the canonical JSON of `policy`, hex. */
  readonly policyDigest: string;
  /** Of the evidence that was judged; null when the data was refused before anything was trained. */
  readonly evidenceDigest: string | null;
  readonly recipe: Recipe;
}

/** What is written into the ledger of a verdict, beside its digests. */
export function decisionRecord({ verdict, recipe: of }: DecisionInput): DecisionRecord {
  const { results } = verdict;
  const reasons = verdict.kind === 'passed' ? [] : [...verdict.reasons];
  return { schemaVersion: 1, results: [...results], reasons, recipe: of };
}

/** The features as a recipe keeps them. */
export function recordedFeatures(features: readonly Feature[]): Recipe['features'] {
  return features.map(({ name, kind }) => ({ name, kind }));
}
