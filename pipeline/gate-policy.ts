import { z } from 'zod';

import { METRIC_NAMES, type MetricName } from './metrics.js';

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

/** The rules of the gate. A policy without any rule is refused: nothing would be judged. */
export const gatePolicySchema = z.strictObject({
  rules: z
    .partialRecord(z.enum(METRIC_NAMES), ruleSchema)
    .refine(
      (rules) =>
        Object.values(rules).some((rule) => rule !== undefined && Object.keys(rule).length > 0),
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
});

export type MetricRule = z.output<typeof ruleSchema>;
export type GatePolicy = z.output<typeof gatePolicySchema>;

/** The metrics that have a rule, in the order in which the policy names them; the first is the primary one. */
export function judgedMetrics({ rules }: GatePolicy): readonly MetricName[] {
  const order = Object.keys(rules);
  return METRIC_NAMES.filter((metric) => Object.keys(rules[metric] ?? {}).length > 0).sort(
    (a, b) => order.indexOf(a) - order.indexOf(b),
  );
}
