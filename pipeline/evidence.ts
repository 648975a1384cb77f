import { z } from 'zod';

import { METRIC_NAMES } from './metrics.js';

const score = z.union([z.number(), z.enum(['NaN', 'Infinity', '-Infinity']), z.null()]);
const scores = z.partialRecord(z.enum(METRIC_NAMES), score);
const count = z.int().min(0);

const champion = z.union([
  z.object({ version: z.int().min(1), fence: count, metrics: scores }),
  z.object({ version: z.int().min(1), fence: count, notComparable: z.string() }),
]);

/** What the evaluation found, as the warehouse wrote it: the gate decides on nothing else. */
export const evidenceSchema = z.object({
  schemaVersion: z.literal(1),
  runId: z.string(),
  artifactSha256: z.string().regex(/^[0-9a-f]{64}$/),
  snapshot: z.string(),
  rows: z.object({ train: count, validation: count, test: count }),
  /** Rows of each class among the held-out rows. */
  classes: z.object({ positive: count, negative: count }),
  /** Self-reported scores come from the procedure that trained the model, not from our hold-out. */
  candidate: z.object({ source: z.enum(['held-out', 'self-reported']), metrics: scores }),
  champion: champion.nullable(),
  /** Always answering with the majority class of the training rows. */
  baseline: z.object({ metrics: scores }),
  /**
   * How sure the gain over the champion is: quantiles of its distribution by level, from a paired bootstrap over the
   * held-out entities. Absent where there is nothing to compare.
   */
  comparison: z
    .partialRecord(
      z.enum(METRIC_NAMES),
      z.object({
        quantiles: z.record(z.string(), z.number()),
        probabilityBetter: z.number().min(0).max(1),
      }),
    )
    .optional(),
  leakage: z.object({
    entitiesOnBothSides: count,
    entitiesWithSeveralRows: count,
    rowsOfRepeatedEntitiesShare: z.number().min(0).max(1),
    duplicateFeatureRowsShare: z.number().min(0).max(1),
  }),
});

export type Evidence = z.output<typeof evidenceSchema>;
