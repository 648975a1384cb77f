import { z } from 'zod';

import { dataMeasurementsSchema } from './data-measurements.js';
import { scoreSchema } from './score.js';

/** By the name of the metric: one of the task's, or one of the model's own. */
const scores = z.record(z.string(), scoreSchema);
const count = z.int().min(0);
/** Shares of rows, by label. */
const shares = z.record(z.string(), z.number().min(0).max(1));

/** Held-out rows that were held out from the champion too. */
const commonRows = z.object({ rows: count, candidate: scores });

const champion = z.union([
  z.object({
    version: z.int().min(1),
    fence: count,
    /** On all held-out rows; on the common ones where there are such. */
    metrics: scores,
    /** From which probability on it calls a row positive, where a cost matrix of its day chose it; not told before. */
    threshold: z.number().optional(),
    /**
     * The held-out rows that were held out from the champion too, when its split was another one (decision 0019), and
     * how the candidate scores on them.
     */
    common: commonRows.optional(),
  }),
  z.object({ version: z.int().min(1), fence: count, notComparable: z.string() }),
]);

/** The held-out rows with one value of a column, and how both models score on them. */
const slice = z.object({
  /** The column. */
  by: z.string(),
  /** Its value as text; null for rows without one, and for the rest of a column with many values. */
  value: z.string().nullable(),
  /** All values that are not among the column's largest, together. */
  others: z.boolean().optional(),
  rows: count,
  entities: count,
  candidate: scores,
  /** Null where the champion is none, or cannot be compared. On the common rows where there are such. */
  champion: scores.nullable(),
  /** Those of its rows that were held out from a champion of another split too, and how the candidate scores on them. */
  common: commonRows.optional(),
});

const copies = z.object({
  by: z.string(),
  /** Pairs that share a rare value, and how many of them are alike in all other features. */
  pairs: count,
  alike: count,
  /** Pairs of neighbouring values, and how many of them are alike in all other features. */
  neighbours: count,
  neighboursAlike: count,
  /** Copies as a share of all rows, and how many there are at least, with 99 % certainty. */
  share: scoreSchema,
  shareAtLeast: scoreSchema,
});

/** How far predicted probabilities are from what happened. */
const calibration = z.object({
  /** Expected calibration error, 0 to 1, over ten bins of equally many rows. */
  error: scoreSchema,
  /** What it exceeds by chance alone in one hold-out of a thousand; evidence of before does not tell. */
  byChance: scoreSchema.optional(),
  /** Of a logistic regression of the outcome on the log-odds: 1 and 0 when calibrated. */
  slope: scoreSchema,
  intercept: scoreSchema,
});

/** What the evaluation found, as the warehouse wrote it: the gate decides on nothing else. */
export const evidenceSchema = z
  .object({
    schemaVersion: z.literal(1),
    runId: z.string(),
    artifactSha256: z.string().regex(/^[0-9a-f]{64}$/),
    snapshot: z.string(),
    /** Absent in evidence of before there was a choice: binary. */
    task: z.enum(['binary', 'multiclass', 'regression']).optional(),
    rows: z.object({ train: count, validation: count, test: count }),
    /** Rows of each class among the held-out rows, of a binary target. */
    classes: z.object({ positive: count, negative: count }).optional(),
    /** Rows of each class among the held-out rows, by label, of a target with several classes. */
    labels: z.record(z.string(), count).optional(),
    /** Self-reported scores come from the procedure that trained the model, not from our hold-out. */
    candidate: z.object({ source: z.enum(['held-out', 'self-reported']), metrics: scores }),
    champion: champion.nullable(),
    /** Always answering with the majority class of the training rows, or with their mean. */
    baseline: z.object({ metrics: scores }),
    /**
     * How sure the gain over the champion is: quantiles of its distribution by level, from a paired bootstrap over the
     * held-out entities. Absent where there is nothing to compare.
     */
    comparison: z
      .record(
        z.string(),
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
    /** Of every column that the policy names: its values by number of rows, the largest first. */
    slices: z.array(slice).optional(),
    calibration: z
      .object({ candidate: calibration.nullable(), champion: calibration.nullable() })
      .optional(),
    /**
     * Population stability index of features between training and held-out rows, the largest first: of each that the
     * policy names, and of the 200 others that drifted most, beyond chance first.
     */
    drift: z
      .array(
        z.object({
          feature: z.string(),
          psi: scoreSchema,
          /** What chance alone exceeds in one hold-out of a thousand, of all features; rows without drift have some. */
          byChance: scoreSchema.optional(),
        }),
      )
      .optional(),
    /** How many features are not in `drift`; absent where all are. */
    driftLeftOut: count.optional(),
    /** Share of positive rows; the mean of the target of a regression; of several labels the share that changes most. */
    labelRate: z
      .object({
        /** Whose share it is, of a target with several labels. */
        label: z.string().optional(),
        train: scoreSchema,
        test: scoreSchema,
        /** Of each of several labels among the training rows; not told before. */
        shares: shares.optional(),
        /** How far the two are apart by chance alone in all but one hold-out of a thousand. */
        byChance: scoreSchema.optional(),
      })
      .optional(),
    /** The same of the rows that the live version was trained on, as its own evidence says. */
    liveLabelRate: z.object({ version: count, train: scoreSchema }).optional(),
    /** And the share of each of several labels. */
    liveLabelShares: z.object({ version: count, shares }).optional(),
    /**
     * The features that alone predict the held-out target best, 0 to 1: area under the ROC curve, or its complement when
     * that is larger; of a regression the size of Spearman's correlation.
     */
    singleFeatures: z.array(z.object({ feature: z.string(), score: scoreSchema })).optional(),
    /** The first ten features that have another value for each entity, as a key has; texts and whole numbers only. */
    identifiers: z.array(z.string()).optional(),
    /**
     * Whether rows are copies of others under another entity: among rows with a value of the feature `by` that hardly
     * another row has, pairs that share it are held against pairs of neighbouring values. Null where no feature is fit
     * to tell (ratchet_copies.py).
     */
    copies: copies.nullable().optional(),
    /**
     * Made-up rows at the edges of the features that the published functions are compared on too, and those that the
     * model does not answer, in words such as `PLAN is NULL`.
     */
    golden: z.object({ rows: count, unanswered: z.array(z.string()) }).optional(),
    /** How many candidates were judged on this same hold-out before. */
    looks: count.optional(),
    /** From which probability on the candidate calls a row positive, where a cost matrix chose it on the validation rows. */
    threshold: z.number().optional(),
    /** What was measured of the data before the training, for the checks that the policy names. */
    data: dataMeasurementsSchema.optional(),
    /** Which entities were held out: the salt and the share of the split (decision 0019). */
    holdOut: z.object({ salt: z.string(), test: z.number() }).optional(),
  })
  .refine(
    ({ task = 'binary', classes, labels }) =>
      (classes !== undefined) === (task === 'binary') &&
      (labels !== undefined) === (task === 'multiclass'),
    'classes of a binary target, or labels of one with several classes',
  );

export type Evidence = z.output<typeof evidenceSchema>;
export type SliceEvidence = z.output<typeof slice>;
