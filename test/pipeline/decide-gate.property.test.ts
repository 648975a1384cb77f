import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { decideGate } from '../../pipeline/decide-gate.js';
import type { Evidence, SliceEvidence } from '../../pipeline/evidence.js';
import { GAIN_RULES } from '../../pipeline/gain-rules.js';
import type { GatePolicy } from '../../pipeline/gate-policy.js';
import { isCheck } from '../../pipeline/gate-table.js';
import type { Score } from '../../pipeline/metrics.js';
import {
  checks,
  confidence,
  evidence,
  findings,
  isWorse,
  metricName,
  OWN_METRICS,
  policy,
  rule,
  RULE_NAMES,
  score,
  scores,
  share,
  slicePolicies,
  threshold,
} from '../support/arbitrary-gate.js';
import { evidenceWith } from '../support/evidence.js';

const GAINS = ['requiredGain', 'requiredRelativeGain'] as const;

/** Mostly nothing, so that what passes by mistake is not kept back for another reason. */
function seldom<T>(arbitrary: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> {
  return fc.oneof({ weight: 5, arbitrary: fc.constant(undefined) }, { weight: 1, arbitrary });
}

const gain = fc.oneof(
  { weight: 4, arbitrary: fc.constantFrom(0, 5e-324, 0.001, 0.05) },
  { weight: 1, arbitrary: fc.double() },
);
const championScore = fc.oneof(
  { weight: 4, arbitrary: share },
  { weight: 1, arbitrary: fc.double({ min: -5, max: 5, noNaN: true }) },
  { weight: 1, arbitrary: fc.double({ noNaN: true }) },
  { weight: 1, arbitrary: fc.constantFrom(0, -0, 5e-324, -5e-324, 1) },
);
const distance = fc.constantFrom(0, 5e-324, -5e-324, 1e-17, -1e-17, 0.01, -0.01, 0.3, -0.3);
const fewRules = fc.record(
  { min: threshold, suspiciousAbove: threshold, maxLoss: threshold, confidence },
  { requiredKeys: [] },
);

function isPassed(found: Evidence, by: GatePolicy): boolean {
  return decideGate(found, by).kind === 'passed';
}

/** A pair of models that stand `theirs` to `own` in one metric, under a rule that requires a gain. */
interface Duel {
  readonly evidence: Evidence;
  readonly policy: GatePolicy;
  readonly metric: string;
  readonly own: Score;
  readonly theirs: number;
}

function duel(required: (typeof GAINS)[number]): fc.Arbitrary<Duel> {
  return fc
    .record({
      found: seldom(evidence),
      beside: seldom(findings),
      checks: seldom(checks),
      rules: seldom(fewRules),
      slices: seldom(slicePolicies),
      common: seldom(scores),
      metric: metricName,
      gain,
      theirs: championScore,
      own: fc.oneof(score, distance),
      isNear: fc.boolean(),
    })
    .map(({ metric, theirs, isNear, ...drawn }) => {
      const { found, beside, common } = drawn;
      const own = isNear && typeof drawn.own === 'number' ? theirs + drawn.own : drawn.own;
      const clean = { ...evidenceWith(found), ...beside };
      const isCommon = common !== undefined;
      return {
        evidence: {
          ...clean,
          candidate: {
            ...clean.candidate,
            metrics: {
              ...clean.candidate.metrics,
              [metric]: own,
            },
          },
          champion: {
            version: 3,
            fence: 3,
            metrics: { [metric]: theirs },
            // Whose split is another is compared on the rows of both, by the scores there.
            ...(isCommon
              ? {
                  common: {
                    rows: 900,
                    candidate: {
                      ...common,
                      [metric]: own,
                    },
                  },
                }
              : {}),
          },
        },
        policy: {
          leakage: { maxDuplicateRowsShare: 0.5 },
          metrics: OWN_METRICS,
          checks: drawn.checks,
          slices: drawn.slices,
          rules: {
            [metric]: {
              ...drawn.rules,
              [required]: drawn.gain,
            },
          },
        },
        metric,
        own,
        theirs,
      };
    });
}

describe('decideGate, for any policy and evidence,', () => {
  const metric = metricName;

  it.each(GAINS)('passes no candidate that is worse than the champion under %s', (required) => {
    fc.assert(
      fc.property(duel(required), ({ evidence: found, policy: by, metric: name, own, theirs }) => {
        fc.pre(isWorse(name, own, theirs));

        expect(isPassed(found, by)).toBe(false);
      }),
      { numRuns: 1_000 },
    );
  });

  it.each(GAINS)(
    'passes some that are better under %s, or the rule above would say nothing',
    (required) => {
      const drawn = fc.sample(duel(required), { numRuns: 600, seed: 5 });
      const better = drawn.filter(({ metric: name, own, theirs }) => !isWorse(name, own, theirs));

      expect(better.filter((one) => isPassed(one.evidence, one.policy)).length).toBeGreaterThan(60);
    },
  );

  it.each(GAINS)(
    'passes no candidate that is worse than the champion in a slice under %s',
    (required) => {
      const sliceOfDuel = fc.record({
        rows: fc.integer({ min: 100, max: 2_000 }),
        rest: scores,
        onAll: score,
        isCommon: fc.boolean(),
      });
      fc.assert(
        fc.property(duel(required), sliceOfDuel, (one, { rows, rest, onAll, isCommon }) => {
          fc.pre(isWorse(one.metric, one.own, one.theirs));
          // Beside a champion of another split, what is compared is the score on the rows of both.
          const common = { rows, candidate: { ...rest, [one.metric]: one.own } };
          const slice: SliceEvidence = {
            by: 'CONTRACT',
            value: 'Two year',
            rows,
            entities: rows,
            candidate: {
              ...rest,
              [one.metric]: isCommon ? onAll : one.own,
            },
            champion: { [one.metric]: one.theirs },
            ...(isCommon ? { common } : {}),
          };
          const found = evidenceWith({
            candidate: {
              source: 'held-out',
              metrics: { roc_auc: 0.9 },
            },
            slices: [slice],
            champion: {
              version: 3,
              fence: 3,
              metrics: { roc_auc: 0.8 },
              ...(isCommon ? { common: { rows: 900, candidate: { roc_auc: 0.9 } } } : {}),
            },
          });
          const slices = [{ by: 'CONTRACT', minimumRows: 100, rules: one.policy.rules }];
          const by = { ...one.policy, rules: { roc_auc: { min: 0.5 } }, slices };

          expect(isPassed(found, by)).toBe(false);
        }),
        { numRuns: 500 },
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

  it('never has a margin of a check on the other side than its result', () => {
    fc.assert(
      fc.property(evidence, findings, policy, seldom(checks), (found, beside, by, asked) => {
        const { results } = decideGate({ ...found, ...beside }, { ...by, checks: asked });
        const judged = results.filter(({ subject }) => isCheck(subject));

        for (const { margin = null, result } of judged) {
          if (margin !== null) expect(margin >= 0).toBe(result === 'passed');
        }
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
        fc.constantFrom(...RULE_NAMES),
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
