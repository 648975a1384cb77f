import type { DataMeasurements } from '../../pipeline/data-measurements.js';
import type { Evidence } from '../../pipeline/evidence.js';
import type { GatePolicy, MetricRule } from '../../pipeline/gate-policy.js';
import { judgedMetric } from '../../pipeline/judged-metric.js';
import { taskOf, type ModelSpec } from '../../pipeline/model-spec.js';
import { PLACEHOLDERS } from '../../pipeline/plan.js';

const CALIBRATED = { candidate: { error: 0, slope: 1, intercept: 0 }, champion: null };

/** What an evaluation finds, whatever it measures. */
interface Found {
  readonly artifactSha256: string;
  readonly champion: { readonly version: number; readonly fence: number } | null;
  readonly data: DataMeasurements | undefined;
}

/** Evidence of a candidate that is as good as its champion, and that every rule of a policy lets pass otherwise. */
export function assumedEvidence(
  spec: ModelSpec,
  { artifactSha256, champion, data }: Found,
): Evidence {
  const { gate: policy } = spec;
  const task = taskOf(spec);
  const source = 'procedure' in spec.training ? 'self-reported' : 'held-out';
  const rows = 1_000_000;
  const metrics = passingScores([policy.rules], policy);
  return {
    schemaVersion: 1,
    runId: PLACEHOLDERS.run,
    artifactSha256,
    snapshot: PLACEHOLDERS.snapshot,
    task,
    rows: { train: 2, validation: 1, test: rows },
    ...(task === 'binary' ? { classes: { positive: rows / 2, negative: rows / 2 } } : {}),
    ...(task === 'multiclass' ? { labels: { a: rows / 2, b: rows / 2 } } : {}),
    candidate: { source, metrics },
    champion: champion === null ? null : { ...champion, metrics },
    baseline: { metrics: {} },
    leakage: {
      entitiesOnBothSides: 0,
      entitiesWithSeveralRows: 0,
      rowsOfRepeatedEntitiesShare: 0,
      duplicateFeatureRowsShare: 0,
    },
    slices: assumedSlices(policy, champion !== null),
    drift: Object.keys(policy.checks?.drift?.features ?? {}).map((feature) => ({
      feature,
      psi: 0,
    })),
    singleFeatures: [],
    identifiers: [],
    labelRate: { train: 1, test: 1 },
    // Numbers have no probability.
    ...(task === 'regression' ? {} : { calibration: CALIBRATED }),
    copies: null,
    golden: { rows: 64, unanswered: [] },
    looks: 0,
    ...(data === undefined ? {} : { data }),
  };
}

type Rules = Readonly<Record<string, MetricRule>>;

/** One of each column, large enough for all entries that it has. */
function assumedSlices(policy: GatePolicy, hasChampion: boolean): NonNullable<Evidence['slices']> {
  const { slices = [] } = policy;
  return [...new Set(slices.map(({ by }) => by))].map((by) => {
    const entries = slices.filter((one) => one.by === by);
    const rows = Math.max(...entries.map(({ minimumRows }) => minimumRows));
    const rules = entries.map((entry) => entry.rules);
    const candidate = passingScores(rules, policy);
    const champion = hasChampion ? candidate : null;
    return { by, value: null, rows, entities: rows, candidate, champion };
  });
}

/** Scores that pass several sets of rules on the same rows. */
function passingScores(sets: readonly Rules[], policy: GatePolicy): Record<string, number> {
  const metrics = new Set(sets.flatMap((rules) => Object.keys(rules)));
  const rulesOn = (metric: string) => sets.flatMap((rules) => rules[metric] ?? []);
  return Object.fromEntries(
    [...metrics].map((metric) => [metric, passingScore(metric, rulesOn(metric), policy)]),
  );
}

/** A score exactly at its bound passes. */
function passingScore(metric: string, rules: readonly MetricRule[], policy: GatePolicy): number {
  const { lowest = 0, highest = 0 } = judgedMetric(metric, policy) ?? {};
  const floors = rules
    .flatMap(({ min, suspiciousBelow }) => [min, suspiciousBelow])
    .filter((bound) => bound !== undefined);
  const ceilings = rules
    .flatMap(({ max, suspiciousAbove }) => [max, suspiciousAbove])
    .filter((bound) => bound !== undefined);
  if (floors.length > 0) return Math.max(...floors);
  if (ceilings.length > 0) return Math.min(...ceilings);
  return Number.isFinite(lowest) ? lowest : Math.min(0, highest);
}
