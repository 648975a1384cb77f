import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { decideGate } from '../../pipeline/decide-gate.js';
import type { Evidence } from '../../pipeline/evidence.js';
import { GAIN_RULES } from '../../pipeline/gain-rules.js';
import { CONFIDENCES, type GatePolicy, type MetricRule } from '../../pipeline/gate-policy.js';
import { METRIC_NAMES, METRICS, type MetricName, type Score } from '../../pipeline/metrics.js';
import { evidenceWith } from '../support/evidence.js';

const LEVELS = ['0.005', '0.01', '0.025', '0.05', '0.1', '0.9', '0.95', '0.975', '0.99', '0.995'];

/** Numbers where mistakes live, and texts, which a score of JSON may be. */
const score: fc.Arbitrary<Score> = fc.oneof(
  fc.double({ min: 0, max: 1 }),
  fc.double(),
  fc.constantFrom(0, -0, 5e-324, 1e-323, 2.2e-308, 1, 1 + Number.EPSILON, 0.8, 0.79, 0.1, 0.3),
  fc.constantFrom<Score>(
    'NaN',
    'Infinity',
    '-Infinity',
    null,
    Number.NaN,
    Number.POSITIVE_INFINITY,
  ),
);
const threshold = fc.oneof(fc.double({ min: 0, max: 1 }), fc.double(), fc.constantFrom(0, 0.01));
const ruleNames = [
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
const confidence = fc.constantFrom(...CONFIDENCES);
const rule: fc.Arbitrary<MetricRule> = fc.record(
  { ...Object.fromEntries(ruleNames.map((name) => [name, threshold])), confidence },
  { requiredKeys: [] },
);
/** Intervals of any kind: also such as no bootstrap gives. */
const comparison: fc.Arbitrary<Evidence['comparison']> = fc.option(
  fc.dictionary(
    fc.constantFrom(...METRIC_NAMES),
    fc.record({
      quantiles: fc.dictionary(fc.constantFrom(...LEVELS), fc.double({ noNaN: true })),
      probabilityBetter: fc.double({ min: 0, max: 1, noNaN: true }),
    }),
  ),
  { nil: undefined },
);
const metrics = fc.dictionary(fc.constantFrom(...METRIC_NAMES), score);
const policy: fc.Arbitrary<GatePolicy> = fc.record({
  rules: fc.dictionary(fc.constantFrom(...METRIC_NAMES), rule),
  leakage: fc.record({ maxDuplicateRowsShare: fc.double({ min: 0, max: 1, noNaN: true }) }),
});
/** Mostly clean, so that what passes by mistake is not rejected for another reason. */
const count = fc.oneof(
  { weight: 9, arbitrary: fc.constant(7) },
  { weight: 1, arbitrary: fc.nat(1) },
);
const mostlyNone = fc.oneof(
  { weight: 9, arbitrary: fc.constant(0) },
  { weight: 1, arbitrary: fc.nat(1) },
);
const share = fc.double({ min: 0, max: 1, noNaN: true });
const evidence: fc.Arbitrary<Evidence> = fc
  .record({
    classes: fc.record({ positive: count, negative: count }),
    candidate: fc.record({ source: fc.constantFrom('held-out', 'self-reported'), metrics }),
    champion: fc.oneof(
      fc.constant(null),
      fc.record({ version: fc.constant(3), fence: fc.constant(3), metrics }),
      fc.constant({ version: 3, fence: 3, notComparable: 'a feature is gone.' }),
    ),
    comparison,
    leakage: fc.record({
      entitiesOnBothSides: mostlyNone,
      entitiesWithSeveralRows: mostlyNone,
      rowsOfRepeatedEntitiesShare: share,
      duplicateFeatureRowsShare: fc.oneof(fc.constant(0), share),
    }),
  })
  .map(evidenceWith);

/** Strictly worse, in plain floating point, where order is exact; anything but a number is worse than any number. */
function isWorse(metric: MetricName, candidate: Score | undefined, champion: number): boolean {
  if (typeof candidate !== 'number' || !Number.isFinite(candidate)) return true;
  return METRICS[metric].direction === 'higher' ? candidate < champion : candidate > champion;
}

function isPassed(found: Evidence, by: GatePolicy): boolean {
  return decideGate(found, by).kind === 'passed';
}

describe('decideGate, for any policy and evidence,', () => {
  const metric = fc.constantFrom(...METRIC_NAMES);

  it.each(['requiredGain', 'requiredRelativeGain'] as const)(
    'passes no candidate that is worse than the champion under %s',
    (required) => {
      const championScore = fc.oneof(
        share,
        fc.double({ min: 0, noNaN: true }),
        fc.constantFrom(0, 5e-324),
      );
      const fewRules = fc.record(
        { min: threshold, suspiciousAbove: threshold, confidence },
        { requiredKeys: [] },
      );
      const gain = fc.oneof(fc.constant(0), fc.double({ min: 0 }));
      fc.assert(
        fc.property(
          evidence,
          metric,
          fewRules,
          gain,
          championScore,
          score,
          (found, name, rules, gain, theirs, own) => {
            fc.pre(isWorse(name, own, theirs));
            const worse = {
              ...found,
              candidate: {
                ...found.candidate,
                metrics: { ...found.candidate.metrics, [name]: own },
              },
              champion: { version: 3, fence: 3, metrics: { [name]: theirs } },
            };
            const by = {
              rules: { [name]: { ...rules, [required]: gain } },
              leakage: { maxDuplicateRowsShare: 0.5 },
            };

            expect(isPassed(worse, by)).toBe(false);
          },
        ),
        { numRuns: 2_000 },
      );
    },
  );

  it('passes no candidate that misses the allowed loss by more than rounding', () => {
    fc.assert(
      fc.property(share, share, share, (champion, candidate, maxLoss) => {
        fc.pre(champion - candidate > maxLoss + 1e-15);
        const found = evidenceWith({
          candidate: { source: 'held-out', metrics: { roc_auc: candidate } },
          champion: { version: 3, fence: 3, metrics: { roc_auc: champion } },
        });

        expect(
          isPassed(found, {
            rules: { roc_auc: { maxLoss } },
            leakage: { maxDuplicateRowsShare: 1 },
          }),
        ).toBe(false);
      }),
    );
  });

  it('passes nothing whose score under a rule is not a finite number', () => {
    const noScore = fc.constantFrom<Score>(
      'NaN',
      'Infinity',
      '-Infinity',
      null,
      Number.NaN,
      Number.NEGATIVE_INFINITY,
    );
    fc.assert(
      fc.property(evidence, policy, metric, rule, noScore, (found, by, name, rules, own) => {
        fc.pre(Object.keys(rules).length > 0);
        const candidate = {
          ...found.candidate,
          metrics: { ...found.candidate.metrics, [name]: own },
        };
        const withRule = { ...by, rules: { ...by.rules, [name]: rules } };

        expect(decideGate({ ...found, candidate }, withRule).kind).toBe('rejected');
      }),
    );
  });

  it('passes nothing with an entity on both sides, with one class only, or with too many repeated rows', () => {
    fc.assert(
      fc.property(evidence, policy, (found, by) => {
        const { leakage, classes = { positive: 0, negative: 0 } } = found;
        fc.pre(
          leakage.entitiesOnBothSides > 0 ||
            Math.min(classes.positive, classes.negative) === 0 ||
            leakage.duplicateFeatureRowsShare > by.leakage.maxDuplicateRowsShare,
        );

        expect(decideGate(found, by).kind).toBe('rejected');
      }),
    );
  });

  it('passes nothing when no metric has a rule', () => {
    fc.assert(
      fc.property(evidence, policy, (found, by) => {
        expect(decideGate(found, { ...by, rules: {} }).kind).toBe('rejected');
      }),
    );
  });

  it('is stricter, never looser, with one rule more', () => {
    const strictness = { passed: 0, held: 1, rejected: 2 };
    fc.assert(
      fc.property(
        evidence,
        policy,
        metric,
        fc.constantFrom(...ruleNames),
        threshold,
        (found, by, name, more, value) => {
          fc.pre(Object.keys(by.rules).length > 0 && by.rules[name]?.[more] === undefined);
          const rulesNow = by.rules[name] ?? {};
          // A confidence by itself is refused, and a rule beside it mends that.
          fc.pre(rulesNow.confidence === undefined || GAIN_RULES.some((gain) => gain in rulesNow));
          const withMore = {
            ...by,
            rules: { ...by.rules, [name]: { ...by.rules[name], [more]: value } },
          };
          fc.pre(decideGate(found, by).results.every(({ subject }) => subject !== 'policy'));

          expect(strictness[decideGate(found, withMore).kind]).toBeGreaterThanOrEqual(
            strictness[decideGate(found, by).kind],
          );
        },
      ),
    );
  });
});
