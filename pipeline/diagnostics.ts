import { z } from 'zod';

const number = z.number();
const share = z.number().min(0).max(1);
const count = z.int().min(0);

/** Of one model on one thing, and of the live one where it could score the same rows. */
function ofBoth<Schema extends z.ZodType>(schema: Schema) {
  return z.object({ candidate: schema, champion: schema.nullable() }).optional();
}

/** How a binary model that gives probabilities does on the held-out rows; at most 200 points a curve. */
const curves = z.object({
  roc: z.array(z.object({ fpr: share, tpr: share })),
  pr: z.array(z.object({ recall: share, precision: share })),
  /** Bins of about equally many rows: mean probability, and the share of rows that are positive. */
  calibration: z.array(z.object({ predicted: share, observed: share, rows: count })),
  /** Of the share of rows with the highest probabilities: how many times as many are positive as among all. */
  lift: z.array(z.object({ share, lift: z.number().min(0) })),
  /** Rows of each class by probability; `to` belongs to the next bin, but for the last. */
  scores: z.array(z.object({ from: share, to: share, positive: count, negative: count })),
  /** By the answers that the model gives, at its threshold where it has one. */
  confusion: z.object({
    truePositive: count,
    falsePositive: count,
    trueNegative: count,
    falseNegative: count,
  }),
});

/** Rows of a target with several classes by true and predicted label; pairs that no row has are left out. */
const confusion = z.array(z.object({ actual: z.string(), predicted: z.string(), rows: count }));

/** How a multi-class model that gives probabilities does on the held-out rows. */
const labelCurves = z.object({
  /** How many labels the rows have; the most frequent ones have a curve. */
  labels: count,
  /** Bins by the probability of the label that the model gives, and the share of rows where it is right. */
  calibration: z.array(z.object({ predicted: share, observed: share, rows: count })),
  /** Of a label against all others; at most 60 points each. */
  roc: z.array(
    z.object({
      label: z.string(),
      rows: count,
      area: share,
      points: z.array(z.object({ fpr: share, tpr: share })),
    }),
  ),
});

const regression = z.object({
  /** Bins of about equally many rows by prediction: their means. */
  predictedVsActual: z.array(z.object({ predicted: number, actual: number, rows: count })),
  /** Rows by actual minus predicted. */
  residuals: z.array(z.object({ from: number, to: number, rows: count })),
  /** Which error, without its sign, this share of the rows does not exceed. */
  errorQuantiles: z.array(z.object({ level: share, error: z.number().min(0) })),
});

/** What a report draws of an evaluation and nobody judges. It stands in the ledger, in DIAGNOSTICS. */
export const diagnosticsSchema = z.object({
  schemaVersion: z.literal(1),
  /** Absent for other tasks, and where the candidate gives no probabilities. */
  curves: ofBoth(curves),
  /** Of multi-class models. */
  confusion: ofBoth(confusion),
  /** Of multi-class models; absent where the candidate gives no probabilities, and in older rows of the ledger. */
  labelCurves: ofBoth(labelCurves),
  regression: ofBoth(regression),
  /**
   * By how much the metric gets worse when the values of a feature change places among the held-out rows; the largest
   * first. Null where the champion does not have the feature, or is none.
   */
  importance: z
    .array(z.object({ feature: z.string(), candidate: number, champion: number.nullable() }))
    .optional(),
  /** What the importance was measured with: slow models and wide tables are measured in part. */
  importanceOf: z
    .object({ metric: z.string(), rows: count, features: count, repeats: count })
    .optional(),
  /** Features by name: shares of rows without a value, and how many different values there are. */
  features: z.array(
    z.object({
      name: z.string(),
      kind: z.string(),
      nulls: z.object({ train: share, test: share }),
      distinct: count.optional(),
    }),
  ),
});

export type Diagnostics = z.output<typeof diagnosticsSchema>;
