import { z } from 'zod';

import { columnName as column } from './column-name.js';
import { DURATION_PATTERN, durationMs } from './duration.js';
import { gatePolicySchema } from './gate-policy.js';
import { ROTATIONS } from './split-salt.js';
import { metricsOf, TASKS, type MetricName, type Task } from './metrics.js';

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

const candidateName = z
  .string()
  .regex(/^[a-z][a-z0-9]*([_-][a-z0-9]+)*$/, 'lower-case words joined by _ or -, for example large')
  .max(40);

/** The function of train.py that makes a model of one candidate. */
export const ONLY_BUILD = 'build';

const candidate = z.strictObject({
  params: z.record(z.string(), z.json()).default({}).meta({
    description: 'Passed to its build function, in the place of shared ones of that name.',
  }),
  build: z
    .string()
    .regex(/^[A-Za-z_][A-Za-z0-9_]{0,99}$/, 'the name of a function of train.py')
    .default(ONLY_BUILD)
    .meta({ description: 'The function of train.py that makes it.' }),
});

const FEWEST_CANDIDATES = 2;
const MOST_CANDIDATES = 20;

const candidates = z
  .record(candidateName, candidate)
  .refine((all) => Object.keys(all).length >= FEWEST_CANDIDATES, 'two candidates or more')
  .refine(
    (all) => Object.keys(all).length <= MOST_CANDIDATES,
    `at most ${MOST_CANDIDATES} candidates`,
  )
  // For editors: the JSON Schema does not show what a refinement asks.
  .meta({ minProperties: FEWEST_CANDIDATES, maxProperties: MOST_CANDIDATES });

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
  // Without defaults: what a model of one candidate is made of has to stay the same text.
  candidates: candidates.optional().meta({
    description:
      'Several to train side by side, each with params, build or both of its own; the best on the validation rows goes to the gate.',
  }),
  parallel: z
    .int()
    .min(1)
    .max(MOST_CANDIDATES)
    .optional()
    .meta({ description: 'How many candidates of a run may be trained at once; 2 if not given.' }),
});

/** What a procedure may report: the cost of its answers depends on the policy's matrix, which it does not know. */
const reportable: readonly MetricName[] = metricsOf('binary').filter((metric) => metric !== 'cost');

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
    .partialRecord(z.enum(reportable), z.string().min(1))
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
    // Without a default: what a model of before there was a choice is made of has to stay the same text.
    task: z.enum(TASKS).optional().meta({
      description:
        'What is predicted: one class or the other (binary, if not given), one of several labels, or a number.',
    }),
    target,
    sources: z
      .record(sourceName, source)
      .refine((sources) => Object.keys(sources).length > 0, 'at least one source')
      .meta({ minProperties: 1 }),
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
        rotate: z.enum(ROTATIONS).optional().meta({
          description:
            'How long a hold-out stays the same, in UTC; by default never another one. The more candidates are judged on one hold-out, the likelier a lucky one.',
        }),
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
/** What the model predicts; binary where the model file says nothing. */
export function taskOf({ task = 'binary' }: Pick<ModelSpec, 'task'>): Task {
  return task;
}

export type Source = ModelSpec['sources'][string];
export type EstimatorTraining = z.output<typeof estimatorTraining>;
export type ProcedureTraining = z.output<typeof procedureTraining>;
export type ScheduleSpec = z.output<typeof schedule>;
