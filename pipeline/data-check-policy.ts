import { z } from 'zod';

import { on } from './check-consequence.js';
import { byColumn, columnName } from './column-name.js';
import { DURATION_PATTERN } from './duration.js';
import { FEATURE_KINDS } from './feature-kind.js';

const share = z.number().min(0).max(1);

/** A contract of more columns would make evidence and verdict too large to travel through Temporal. */
const MOST_CONTRACTS = 200;
const MOST_VALUES = 100;

const columnContract = z.strictObject({
  type: z.enum(FEATURE_KINDS).optional().meta({ description: 'What the column has to be.' }),
  maxNullShare: share.optional().meta({
    description: 'Largest share of rows without a value; NaN is none. 0 allows none.',
  }),
  min: z.number().optional().meta({ description: 'No value may be below it.' }),
  max: z.number().optional().meta({ description: 'No value may be above it.' }),
  values: z
    .array(z.union([z.string(), z.number(), z.boolean()]))
    .min(1)
    .max(MOST_VALUES)
    .optional()
    .meta({ description: 'All values that may stand in the column.' }),
  on: z
    .enum(['reject', 'warn'])
    .optional()
    .meta({ description: 'For this column, in the place of what stands beside columns.' }),
});

/** What the columns of the feature table have to hold. */
export const schemaCheck = z
  .strictObject({
    columns: byColumn(columnContract)
      .refine(
        (columns) => Object.keys(columns).length <= MOST_CONTRACTS,
        `contracts of at most ${MOST_CONTRACTS} columns`,
      )
      // For editors: the JSON Schema does not show what a refinement asks.
      .meta({ minProperties: 1, maxProperties: MOST_CONTRACTS }),
    on: on('reject'),
  })
  .meta({
    description: 'What the columns of the feature table have to hold, judged before the training.',
  });

/** How many rows there are beside those that the live version was made of, or the run that was judged last. */
export const rowCountCheck = z
  .strictObject({
    ratioBelow: z.number().gt(0).max(1).default(0.5).meta({
      description: 'Fewer rows than this share of those of the live version; 0.5 by default.',
    }),
    ratioAbove: z.number().min(1).default(2).meta({
      description: 'More rows than this many times those of the live version; 2 by default.',
    }),
    on: on('reject'),
  })
  .meta({
    description:
      'Rows of the feature table against those of the version that is live, or of the run judged last while none is, before the training.',
  });

const MOST_AGES = 20;

const ageCheck = z
  .strictObject({
    source: z.string().meta({ description: 'The source that the column stands in.' }),
    column: columnName.meta({
      description:
        'A column of dates or timestamps, by its name in the staged table. A date counts from its midnight, and what has no time zone is UTC.',
    }),
    olderThan: z
      .string()
      .regex(DURATION_PATTERN, 'a duration such as 30s, 30m, 12h or 7d')
      .meta({ description: "By the warehouse's clock; values in the future do not count." }),
    on: on('reject'),
  })
  .meta({ description: 'How old the newest row of a source may be, judged before the training.' });

/** How old the newest row of a source is, or of each of several. */
export const freshnessCheck = z.union([
  ageCheck,
  z.array(ageCheck).min(1).max(MOST_AGES).meta({ description: 'One for each source.' }),
]);

/** What is asked of the age of each source; empty where nothing is. */
export function ageChecks({
  freshness = [],
}: {
  readonly freshness?: FreshnessCheck | undefined;
}): readonly AgeCheck[] {
  return Array.isArray(freshness) ? freshness : [freshness];
}

/** How often the same hold-out was looked at. */
export const looksCheck = z
  .strictObject({ above: z.int().min(0).default(50), on: on('warn') })
  .meta({
    description:
      'Candidates that were judged on this very hold-out before: each of them makes a lucky one more likely. split.rotate gives another hold-out.',
  });

export type ColumnContract = z.output<typeof columnContract>;
export type RowCountCheck = z.output<typeof rowCountCheck>;
export type FreshnessCheck = z.output<typeof freshnessCheck>;
export type AgeCheck = z.output<typeof ageCheck>;
