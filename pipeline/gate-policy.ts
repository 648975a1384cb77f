import { z } from 'zod';

import { checksSchema } from './check-policy.js';
import { columnName } from './column-name.js';
import { METRIC_NAMES } from './metrics.js';

/** Of the two-sided intervals that an evaluation tells the ends of. */
export const CONFIDENCES = [0.8, 0.9, 0.95, 0.98, 0.99] as const;

const bound = z.number();
const amount = z.number().min(0);

const ruleSchema = z.strictObject({
  min: bound.optional().meta({ description: 'Floor: a lower score rejects.' }),
  max: bound
    .optional()
    .meta({ description: 'Ceiling: a higher score rejects (for metrics where lower is better).' }),
  maxLoss: amount.optional().meta({
    description:
      'How much worse than the champion it may be, in units of the metric; more holds the candidate back.',
  }),
  requiredGain: amount.optional().meta({
    description:
      'How much better than the champion it must be, in units of the metric; less holds it back.',
  }),
  maxRelativeLoss: amount.optional().meta({
    description:
      "How much worse than the champion it may be, as a share of the champion's score (0.02 for 2 %); more holds it back.",
  }),
  requiredRelativeGain: amount.optional().meta({
    description:
      "How much better than the champion it must be, as a share of the champion's score; less holds it back.",
  }),
  suspiciousGain: amount.optional().meta({
    description:
      'Too much better than the champion to be true, in units of the metric: more rejects.',
  }),
  suspiciousRelativeGain: amount.optional().meta({
    description:
      "Too much better than the champion to be true, as a share of the champion's score: more rejects.",
  }),
  confidence: z
    .union(CONFIDENCES.map((level) => z.literal(level)))
    .optional()
    .meta({
      description:
        'How sure a limited loss or a required gain must be: the whole interval of this confidence has to keep to it.',
    }),
  suspiciousAbove: bound
    .optional()
    .meta({ description: 'Too good to be true: a score above it rejects.' }),
  suspiciousBelow: bound.optional().meta({
    description:
      'Too good to be true, for metrics where lower is better: a score below it rejects.',
  }),
});

/** A function in metrics.py. */
const metricName = z
  .string()
  .regex(/^[a-z][a-z0-9_]{0,40}$/, 'a metric: lower-case letters, digits and _');

const RULE_ID = 'MetricRule';
const SLICE_RULE_ID = 'SliceRule';

/** For editors, which complete the names of properties; other names are taken all the same. */
function completionOf(id: string) {
  return Object.fromEntries(METRIC_NAMES.map((name) => [name, { $ref: `#/definitions/${id}` }]));
}

/** Any name: which of them are metrics depends on the rest of the model file. */
const rulesByMetric = z
  .record(z.string(), ruleSchema.meta({ id: RULE_ID }))
  .meta({ properties: completionOf(RULE_ID) });

/** The interval of a gain is found for all held-out rows, not for slices of them. */
const sliceRules = z
  .record(z.string(), ruleSchema.omit({ confidence: true }).meta({ id: SLICE_RULE_ID }))
  .refine((rules) => ruleCount(rules) > 0, 'at least one rule, such as roc_auc: { min: 0.7 }')
  .meta({ properties: completionOf(SLICE_RULE_ID) });

const sliceSchema = z.strictObject({
  by: columnName.meta({
    description: 'The column, of the feature table, whose every value is a slice.',
  }),
  minimumRows: z.int().min(1).default(100).meta({
    description: 'A slice with fewer held-out rows is shown as not judged.',
  }),
  rules: sliceRules.meta({ description: 'Rules as for all rows, for each slice by itself.' }),
});

/** Every value of every column is judged by every rule: the gate's table has to stay readable, and small. */
const MOST_SLICE_RULES = 12;
const MOST_SLICED_COLUMNS = 4;

function ruleCount(rules: Readonly<Record<string, object>>): number {
  return Object.values(rules).reduce((sum, rule) => sum + Object.keys(rule).length, 0);
}

const costSchema = z.strictObject({
  falsePositive: z.number(),
  falseNegative: z.number(),
  truePositive: z.number().default(0),
  trueNegative: z.number().default(0),
});

const customMetricSchema = z.strictObject({
  direction: z.enum(['higher', 'lower']).meta({ description: 'Which direction is better.' }),
  lowest: bound.optional().meta({ description: 'A lower score is none, and rejects.' }),
  highest: bound.optional().meta({ description: 'A higher score is none, and rejects.' }),
});

/** The rules of the gate. A policy without any rule is refused: nothing would be judged. */
export const gatePolicySchema = z.strictObject({
  rules: rulesByMetric.refine(
    (rules) => ruleCount(rules) > 0,
    'at least one rule, such as roc_auc: { min: 0.75 }',
  ),
  leakage: z
    .strictObject({
      maxDuplicateRowsShare: z.number().min(0).max(1).default(0.05).meta({
        description:
          'Largest share of held-out rows whose features all repeat a row outside the hold-out.',
      }),
    })
    .prefault({}),
  cost: costSchema.optional().meta({
    description:
      'What each answer costs, in any unit (a gain is below 0): gives the metric cost, its mean per row, and the probability from which a row is called positive.',
  }),
  metrics: z.record(metricName, customMetricSchema).optional().meta({
    description:
      "The model's own metrics: functions of these names in metrics.py, (actual, predicted, probability) -> float.",
  }),
  slices: z
    .array(sliceSchema)
    .max(MOST_SLICED_COLUMNS)
    .refine(
      (slices) => slices.reduce((sum, { rules }) => sum + ruleCount(rules), 0) <= MOST_SLICE_RULES,
      `at most ${MOST_SLICE_RULES} rules on slices`,
    )
    .optional()
    .meta({ description: 'Rules for parts of the held-out rows, such as { by: CONTRACT, … }.' }),
  checks: checksSchema.optional(),
});

export type MetricRule = z.output<typeof ruleSchema>;
export type SlicePolicy = z.output<typeof sliceSchema>;
export type CustomMetric = z.output<typeof customMetricSchema>;
export type GatePolicy = z.output<typeof gatePolicySchema>;

/** The metrics that have a rule, in the order in which the policy names them; the first is the primary one. */
export function judgedMetrics({ rules }: Pick<GatePolicy, 'rules'>): readonly string[] {
  return Object.keys(rules).filter((metric) => Object.keys(rules[metric] ?? {}).length > 0);
}
