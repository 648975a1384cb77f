import { z } from 'zod';

import { DURATION_PATTERN, durationMs } from './duration.js';
import { gatePolicySchema } from './gate-policy.js';
import { METRIC_NAMES } from './metrics.js';

const column = z
  .string()
  .regex(
    /^[A-Za-z_][A-Za-z0-9_]{0,254}$/,
    'a column name: letters, digits and _, not starting with a digit',
  )
  .transform((name) => name.toUpperCase());

const objectName = z
  .string()
  .regex(
    /^[A-Za-z_][A-Za-z0-9_]{0,200}$/,
    'a Snowflake name: letters, digits and _, not starting with a digit',
  )
  .transform((name) => name.toUpperCase());

const duration = z.string().regex(DURATION_PATTERN, 'a duration such as 30s, 30m, 12h or 7d');

/** `name`, `SCHEMA.NAME` or `DATABASE.SCHEMA.NAME`; quoted names are not accepted. */
const qualifiedName = z
  .string()
  .regex(
    /^[A-Za-z_][A-Za-z0-9_]*(\.[A-Za-z_][A-Za-z0-9_]*){0,2}$/,
    'NAME, SCHEMA.NAME or DATABASE.SCHEMA.NAME',
  )
  .transform((name) => name.toUpperCase());

/** A stage location such as `@MY_STAGE/path/`; the characters are those that need no quotes in SQL. */
const stageLocation = z
  .string()
  .regex(
    /^@[A-Za-z_][A-Za-z0-9_]*(\.[A-Za-z_][A-Za-z0-9_]*){0,2}(\/(?!\.{1,2}(\/|$))[A-Za-z0-9_.=-]+)*\/?$/,
    'a stage location such as @MY_STAGE/path/file.parquet',
  );

const source = z
  .union([
    z
      .strictObject({
        files: z.string().min(1).meta({
          description: 'Path or glob of parquet or csv files, relative to the model folder.',
        }),
      })
      .meta({ title: 'Files' }),
    z
      .strictObject({
        stage: stageLocation.meta({ description: 'Files that lie in a Snowflake stage already.' }),
      })
      .meta({ title: 'Stage' }),
    z
      .strictObject({ table: qualifiedName.meta({ description: 'A table or view in Snowflake.' }) })
      .meta({ title: 'Table' }),
  ])
  .meta({ description: 'Where the raw rows come from: files, stage or table.' });

const sourceName = z
  .string()
  .regex(/^[a-z][a-z0-9_]{0,40}$/, 'a source name: lower-case letters, digits and _');

const packageRequirement = z
  .string()
  .regex(
    /^[A-Za-z0-9][A-Za-z0-9._-]*(==[0-9][A-Za-z0-9.]*)?$/,
    'a package such as scikit-learn or scikit-learn==1.9.1',
  );

/** The largest value of STATEMENT_TIMEOUT_IN_SECONDS: https://docs.snowflake.com/en/sql-reference/parameters */
const LONGEST_STATEMENT = '7d';

const trainingTimeout = duration
  .refine(
    (text) => !DURATION_PATTERN.test(text) || durationMs(text) <= durationMs(LONGEST_STATEMENT),
    `${LONGEST_STATEMENT} at most, the longest that Snowflake lets a statement run`,
  )
  .default('1h');

const estimatorTraining = z.strictObject({
  params: z
    .record(z.string(), z.json())
    .default({})
    .meta({ description: 'Passed to build(params) of train.py.' }),
  packages: z
    .array(packageRequirement)
    .default([])
    .meta({ description: 'Packages that train.py needs beside scikit-learn, pandas and joblib.' }),
  seed: z.int().min(0).max(4_294_967_295).default(0),
  timeout: trainingTimeout.meta({ description: 'The longest that one training may take.' }),
});

const procedureTraining = z.strictObject({
  procedure: qualifiedName.meta({
    description: 'A stored procedure that exists already; called as it is.',
  }),
  arguments: z
    .array(z.union([z.string(), z.number(), z.boolean()]))
    .default(['{features}'])
    .meta({ description: 'Arguments of the CALL; {features} stands for the feature table.' }),
  artifact: stageLocation.meta({ description: 'Where the procedure leaves its model file.' }),
  metrics: z
    .partialRecord(z.enum(METRIC_NAMES), z.string().min(1))
    .meta({ description: 'Which key of the returned VARIANT is which metric.' }),
  packages: z.array(packageRequirement).default([]),
  timeout: trainingTimeout,
});

const target = z
  .union([
    column,
    z.strictObject({
      column,
      positive: z
        .union([z.string(), z.number(), z.boolean()])
        .optional()
        .meta({ description: 'The value that counts as positive; by default 1 or true.' }),
    }),
  ])
  .transform((value) => (typeof value === 'string' ? { column: value } : value))
  .meta({ description: 'The column to predict.' });

const fraction = z.number().gt(0).lt(1);

const schedule = z.union([
  z.strictObject({
    cron: z.string().regex(/^\S+( \S+){4}$/, 'five cron fields, for example 0 6 * * MON'),
    timezone: z.string().default('UTC'),
    catchUpWindow: duration.default('10m'),
  }),
  z.strictObject({ every: duration, catchUpWindow: duration.default('10m') }),
]);

/** What `model.yaml` may say. Unknown keys are refused: a typing error in a rule must not switch the rule off. */
export const modelSpecSchema = z
  .strictObject({
    name: z
      .string()
      .regex(
        /^[a-z][a-z0-9]*(-[a-z0-9]+)*$/,
        'lower-case words joined by -, for example telco-churn',
      )
      .max(64),
    description: z.string().max(500).default(''),
    entity: column.meta({
      description: 'The column that tells one customer (or other entity) from another.',
    }),
    target,
    sources: z
      .record(sourceName, source)
      .refine((sources) => Object.keys(sources).length > 0, 'at least one source'),
    features: z
      .enum(['features.sql', 'features.py'])
      .optional()
      .meta({ description: 'The features file; by default the one that the folder holds.' }),
    training: z.union([estimatorTraining, procedureTraining]).prefault({}),
    split: z
      .strictObject({
        test: fraction
          .default(0.2)
          .meta({ description: 'Share of entities held out for the gate.' }),
        validation: fraction.default(0.1),
        salt: z
          .string()
          .regex(/^[A-Za-z0-9._-]{1,64}$/, 'letters, digits, . _ -')
          .default('ratchet')
          .meta({ description: 'Another salt gives another split.' }),
      })
      .refine(
        (split) => split.test + split.validation < 1,
        'test and validation that leave rows to train on: together less than 1',
      )
      .prefault({}),
    gate: gatePolicySchema,
    publication: z.strictObject({
      function: objectName.meta({
        description: 'The function that callers use, for example PREDICT_CHURN.',
      }),
    }),
    schedule: schedule.optional(),
  })
  .meta({ title: 'Ratchet model', description: 'A model that Ratchet retrains and promotes.' });

/** A checked model file, as it is frozen into the Workflow's input. */
export type ModelSpec = z.output<typeof modelSpecSchema>;
export type Source = ModelSpec['sources'][string];
export type EstimatorTraining = z.output<typeof estimatorTraining>;
export type ProcedureTraining = z.output<typeof procedureTraining>;
export type ScheduleSpec = z.output<typeof schedule>;
