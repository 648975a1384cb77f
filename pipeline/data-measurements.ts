import { z } from 'zod';

import { FEATURE_KINDS } from './feature-kind.js';

const count = z.int().min(0);
const value = z.union([z.string(), z.number(), z.boolean()]);

/** How many rows of a column break its contract; by which bounds, so that nobody takes them for those of another one. */
const columnMeasurement = z.object({
  /** Null when the feature table has no such column. */
  kind: z.enum(FEATURE_KINDS).nullable(),
  /** Rows without a value, NaN among them. */
  nulls: count,
  below: z.object({ min: z.number(), rows: count }).optional(),
  above: z.object({ max: z.number(), rows: count }).optional(),
  others: z.object({ values: z.array(value), rows: count }).optional(),
});

const age = z.object({
  source: z.string(),
  column: z.string(),
  /** As Snowflake writes it; null when the source has no such column. */
  type: z.string().nullable(),
  /** Of the newest value that is not in the future; null when there is none, or the type has no time. */
  ageSeconds: count.nullable(),
});

/**
 * What the features step counted for the checks that the policy names: counts, an age and the types of columns, and no
 * value of any row. It goes into the evidence as it is.
 */
export const dataMeasurementsSchema = z.object({
  /** Rows of the feature table. */
  rows: count,
  /** By column, for the contract of the schema. */
  columns: z.record(z.string(), columnMeasurement).optional(),
  /** Rows of the feature table that the live version was made of; null when none is live. */
  live: z
    .object({ version: z.int().min(1), rows: count })
    .nullable()
    .optional(),
  /** The run that was judged last, where no version is live; null before there was one. Not told before. */
  last: z.object({ runId: z.string(), rows: count }).nullable().optional(),
  /** One or several, as the policy asks. */
  freshness: z.union([age, z.array(age)]).optional(),
});

export type DataMeasurements = z.output<typeof dataMeasurementsSchema>;
export type ColumnMeasurement = z.output<typeof columnMeasurement>;
export type MeasuredAge = z.output<typeof age>;

/** The age of each source that was measured. */
export function agesOf(measured: DataMeasurements | null | undefined): readonly MeasuredAge[] {
  const { freshness = [] } = measured ?? {};
  return Array.isArray(freshness) ? freshness : [freshness];
}
