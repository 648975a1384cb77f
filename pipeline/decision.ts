import { z } from 'zod';

import { aboutModel, aboutModelSchema } from './about-model.js';
import { candidateRecipe } from './candidates.js';
import { FEATURE_KINDS } from './feature-kind.js';
import type { FeatureTable } from './features.js';
import type { GatePolicy } from './gate-policy.js';
import { ONLY_BUILD, type ModelSpec } from './model-spec.js';
import type { Run } from './run.js';
import { scoreSchema } from './score.js';
import { STEPS } from './step.js';
import type { Candidate } from './training.js';
import type { Verdict } from './verdict.js';

const count = z.int().min(0);
const time = z.string();

/** One rule as it was judged. */
const recordedResult = z.object({
  /** A metric, a check, or a slice with its metric. */
  subject: z.string(),
  rule: z.string(),
  candidate: scoreSchema,
  champion: scoreSchema,
  result: z.enum(['passed', 'held', 'rejected', 'not-judged', 'warned']),
  reason: z.string(),
  /** How far the number is on the right side of the rule, in its own units: below 0 it is on the wrong one. */
  margin: z.number().optional(),
  /** Of the gain over the champion, where the rule asks for a confidence. */
  interval: z
    .object({
      confidence: z.number(),
      low: z.number(),
      high: z.number(),
      probabilityBetter: z.number().optional(),
    })
    .optional(),
});

const stepTiming = z.object({ step: z.enum(STEPS), startedAt: time, endedAt: time });

const candidateChoice = z.object({
  chosen: z.string(),
  /** The score that they were compared by, on the validation rows. */
  metric: z.string(),
  candidates: z
    .array(
      z.object({
        name: z.string(),
        validation: z.record(z.string(), scoreSchema),
        failure: z.string().nullable(),
        queryId: z.string().nullable(),
      }),
    )
    .readonly(),
});

/** What the candidate was made of, as far as the run had come; null for what it had not come to. */
const recipe = z.object({
  /** What the model file says of the model; absent in records of before. */
  about: aboutModelSchema.optional(),
  codeDigest: z.string(),
  /** The function of train.py that made it; null for a procedure, and for several of which none was made. Absent in records of before. */
  build: z.string().nullable().optional(),
  /** What build(params) was given; null for a training that is a procedure of the team's own. */
  params: z.record(z.string(), z.json()).nullable(),
  /** Which of several candidates it is, and how each of them scored; absent when the run trained one. */
  choice: candidateChoice.optional(),
  /** HASH_AGG over the feature table. */
  snapshot: z.string(),
  features: z.array(z.object({ name: z.string(), kind: z.enum(FEATURE_KINDS) })),
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

/** What a candidate was made of, as a run knows it. */
export interface Made {
  readonly spec: ModelSpec;
  readonly codeDigest: string;
  readonly featureTable: FeatureTable;
  /** Null when nothing was trained. */
  readonly candidate: Candidate | null;
  readonly steps: readonly StepTiming[];
}

/** The recipe of a candidate, for the record. */
export function recipeOf({ spec, codeDigest, featureTable, candidate, steps }: Made): Recipe {
  const { features, rows, snapshot } = featureTable;
  return {
    about: aboutModel(spec),
    codeDigest,
    ...madeBy(spec, candidate),
    ...(candidate?.choice === undefined ? {} : { choice: candidate.choice }),
    snapshot,
    features: features.map(({ name, kind }) => ({ name, kind })),
    rows: { train: rows.TRAIN, validation: rows.VALIDATION, test: rows.TEST },
    python: candidate?.python ?? null,
    packages: candidate === null ? null : { ...candidate.packages },
    artifactSha256: candidate?.artifactSha256 ?? null,
    trainingMs: candidate?.trainingMs ?? null,
    steps: [...steps],
  };
}

/** Of the candidate that was judged, when there were several. */
function madeBy(
  { training }: ModelSpec,
  candidate: Candidate | null,
): Pick<Recipe, 'build' | 'params'> {
  if ('procedure' in training) return { build: null, params: null };
  const chosen = candidate?.choice?.chosen;
  if (chosen !== undefined) return candidateRecipe(training, chosen);
  const { candidates, params } = training;
  return { build: candidates === undefined ? ONLY_BUILD : null, params };
}
