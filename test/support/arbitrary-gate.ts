import fc from 'fast-check';

import type { Evidence, SliceEvidence } from '../../pipeline/evidence.js';
import {
  CONFIDENCES,
  gatePolicySchema,
  type CustomMetric,
  type GatePolicy,
  type MetricRule,
} from '../../pipeline/gate-policy.js';
import { judgedMetric } from '../../pipeline/judged-metric.js';
import { METRIC_NAMES, type Score } from '../../pipeline/metrics.js';
import { evidenceWith } from './evidence.js';

const LEVELS = ['0.005', '0.01', '0.025', '0.05', '0.1', '0.9', '0.95', '0.975', '0.99', '0.995'];

/** Metrics of a model's own: one of either direction, with a range and without. */
export const OWN_METRICS: Record<string, CustomMetric> = {
  profit: { direction: 'higher' },
  margin: { direction: 'higher', lowest: -5, highest: 5 },
  waste: { direction: 'lower' },
  delay: { direction: 'lower', lowest: -5, highest: 5 },
};

/** Names under which a rule may stand: built-in, of the model's own, of nothing, and of what every object has. */
const KNOWN_METRICS: readonly string[] = [...METRIC_NAMES, ...Object.keys(OWN_METRICS)];
const anyMetric = fc.constantFrom(...KNOWN_METRICS, 'no_metric', 'constructor', 'hold_out');

export const metricName = fc.constantFrom(...KNOWN_METRICS);

/** Numbers where mistakes live, and texts, which a score of JSON may be. */
export const score: fc.Arbitrary<Score> = fc.oneof(
  fc.double({ min: 0, max: 1 }),
  fc.double({ min: -5, max: 5 }),
  fc.double(),
  fc.constantFrom(0, -0, 5e-324, 1e-323, 2.2e-308, 1, 1 + Number.EPSILON, 0.8, 0.79, 0.1, 0.3),
  fc.constantFrom<Score>(
    'NaN',
    'Infinity',
    '-Infinity',
    null,
    Number.NaN,
    Number.POSITIVE_INFINITY,
    Number.NEGATIVE_INFINITY,
  ),
);
export const scores = fc.dictionary(anyMetric, score);
export const share = fc.double({ min: 0, max: 1, noNaN: true });
export const threshold = fc.oneof(
  fc.double({ min: 0, max: 1 }),
  fc.double(),
  fc.constantFrom(0, 0.01),
);

export const RULE_NAMES = [
  'min',
  'max',
  'maxLoss',
  'requiredGain',
  'maxRelativeLoss',
  'requiredRelativeGain',
  'suspiciousGain',
  'suspiciousRelativeGain',
  'suspiciousAbove',
  'suspiciousBelow',
] as const;
export const confidence = fc.constantFrom(...CONFIDENCES);
export const rule: fc.Arbitrary<MetricRule> = fc.record(
  { ...Object.fromEntries(RULE_NAMES.map((name) => [name, threshold])), confidence },
  { requiredKeys: [] },
);

/** Intervals of any kind: also such as no bootstrap gives. */
const comparison = fc.option(
  fc.dictionary(
    metricName,
    fc.record({
      quantiles: fc.dictionary(fc.constantFrom(...LEVELS), fc.double({ noNaN: true })),
      probabilityBetter: share,
    }),
  ),
  { nil: undefined },
);

const count = fc.nat(2_000);
const column = fc.constantFrom('CONTRACT', 'GENDER');
const slice: fc.Arbitrary<SliceEvidence> = fc.record(
  {
    by: column,
    value: fc.option(fc.constantFrom('a', 'b', 'Two year')),
    rows: count,
    entities: count,
    candidate: scores,
    champion: fc.option(scores),
    common: fc.record({ rows: count, candidate: scores }),
  },
  { requiredKeys: ['by', 'value', 'rows', 'entities', 'candidate', 'champion'] },
);
const feature = fc.constantFrom('A', 'B', 'C');
const calibration = fc.record(
  { error: score, byChance: score, slope: score, intercept: score },
  { requiredKeys: ['error', 'slope', 'intercept'] },
);

/** What an evaluation may have found beside the scores, in any mixture of present and absent. */
export const findings: fc.Arbitrary<Partial<Evidence>> = fc.record(
  {
    slices: fc.array(slice, { maxLength: 4 }),
    drift: fc.array(fc.record({ feature, psi: score }), { maxLength: 3 }),
    singleFeatures: fc.array(fc.record({ feature, score }), { maxLength: 3 }),
    identifiers: fc.array(feature, { maxLength: 3 }),
    labelRate: fc.record(
      { train: score, test: score, byChance: score },
      { requiredKeys: ['train', 'test'] },
    ),
    calibration: fc.record({
      candidate: fc.option(calibration),
      champion: fc.option(calibration),
    }),
    looks: fc.nat(100),
    threshold: fc.double({ noNaN: true }),
  },
  { requiredKeys: [] },
);

const on = fc.constantFrom<'reject' | 'warn'>('reject', 'warn');
/** Mostly warnings, so that what passes by mistake is not rejected for another reason. */
export const checks: fc.Arbitrary<GatePolicy['checks']> = fc
  .record(
    {
      duplicateRows: fc.record({ above: share, on }),
      singleFeature: fc.record({ above: share, on }),
      identifier: fc.record({ on }),
      drift: fc.record({ psiAbove: share, on }),
      labelRate: fc.record({ changeAbove: share, on }),
      calibration: fc.record({ errorAbove: share, on }),
      looks: fc.record({ above: fc.nat(100), on }),
    },
    { requiredKeys: [] },
  )
  .map((given) => gatePolicySchema.shape.checks.parse(given));

export const slicePolicies = fc.array(
  fc.record({
    by: column,
    minimumRows: fc.oneof(fc.constant(100), count),
    rules: fc.dictionary(anyMetric, rule, { minKeys: 1, maxKeys: 2 }),
  }),
  { maxLength: 2 },
);

/** A policy of any kind; parts of it may be absent. */
export const policy: fc.Arbitrary<GatePolicy> = fc
  .record(
    {
      rules: fc.dictionary(anyMetric, rule),
      leakage: fc.record({ maxDuplicateRowsShare: share }),
      slices: slicePolicies,
      checks,
    },
    { requiredKeys: ['rules', 'leakage'] },
  )
  .map((given) => ({ ...given, metrics: OWN_METRICS }));

/** Mostly clean, so that what passes by mistake is not rejected for another reason. */
const classCount = fc.oneof(
  { weight: 9, arbitrary: fc.constant(7) },
  { weight: 1, arbitrary: fc.nat(1) },
);
const mostlyNone = fc.oneof(
  { weight: 9, arbitrary: fc.constant(0) },
  { weight: 1, arbitrary: fc.nat(1) },
);

export const evidence: fc.Arbitrary<Evidence> = fc
  .tuple(
    fc.record({
      classes: fc.record({ positive: classCount, negative: classCount }),
      candidate: fc.record({
        source: fc.constantFrom<'held-out' | 'self-reported'>('held-out', 'self-reported'),
        metrics: scores,
      }),
      champion: fc.oneof(
        fc.constant(null),
        fc.record({ version: fc.constant(3), fence: fc.constant(3), metrics: scores }),
        fc.constant({ version: 3, fence: 3, notComparable: 'a feature is gone.' }),
      ),
      comparison,
      leakage: fc.record({
        entitiesOnBothSides: mostlyNone,
        entitiesWithSeveralRows: mostlyNone,
        rowsOfRepeatedEntitiesShare: share,
        duplicateFeatureRowsShare: fc.oneof(fc.constant(0), share),
      }),
    }),
    findings,
  )
  .map(([judged, beside]) => evidenceWith({ ...judged, ...beside }));

/** Strictly worse, in plain floating point, where order is exact; anything but a number is worse than any number. */
export function isWorse(name: string, candidate: Score | undefined, champion: number): boolean {
  if (typeof candidate !== 'number' || !Number.isFinite(candidate)) return true;
  const metric = judgedMetric(name, { metrics: OWN_METRICS });
  return metric?.direction === 'lower' ? candidate > champion : candidate < champion;
}
