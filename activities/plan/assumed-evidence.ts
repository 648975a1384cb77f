import type { DataMeasurements } from '../../pipeline/data-measurements.js';
import type { Evidence } from '../../pipeline/evidence.js';
import type { GatePolicy, MetricRule } from '../../pipeline/gate-policy.js';
import { judgedMetric } from '../../pipeline/judged-metric.js';
import { taskOf, type ModelSpec } from '../../pipeline/model-spec.js';
import { PLACEHOLDERS } from '../../pipeline/plan.js';

const CALIBRATED = { candidate: { error: 0, slope: 1, intercept: 0 }, champion: null };

/** Evidence of a first candidate that every rule of a policy lets pass. */
export function assumedEvidence(
  spec: ModelSpec,
  artifactSha256: string,
  data: DataMeasurements | undefined,
): Evidence {
  const { gate: policy } = spec;
  const task = taskOf(spec);
  const source = 'procedure' in spec.training ? 'self-reported' : 'held-out';
  const rows = 1_000_000;
  return {
    schemaVersion: 1,
    runId: PLACEHOLDERS.run,
    artifactSha256,
    snapshot: PLACEHOLDERS.snapshot,
    task,
    rows: { train: 2, validation: 1, test: rows },
    ...(task === 'binary' ? { classes: { positive: rows / 2, negative: rows / 2 } } : {}),
    ...(task === 'multiclass' ? { labels: { a: rows / 2, b: rows / 2 } } : {}),
    candidate: { source, metrics: passingScores(policy.rules, policy) },
    champion: null,
    baseline: { metrics: {} },
    leakage: {
      entitiesOnBothSides: 0,
      entitiesWithSeveralRows: 0,
      rowsOfRepeatedEntitiesShare: 0,
      duplicateFeatureRowsShare: 0,
    },
    slices: (policy.slices ?? []).map(({ by, minimumRows, rules }) => ({
      by,
      value: null,
      rows: minimumRows,
      entities: minimumRows,
      candidate: passingScores(rules, policy),
      champion: null,
    })),
    drift: Object.keys(policy.checks?.drift?.features ?? {}).map((feature) => ({
      feature,
      psi: 0,
    })),
    singleFeatures: [],
    // Several labels have no one rate, and numbers no probability.
    ...(task === 'multiclass' ? {} : { labelRate: { train: 1, test: 1 } }),
    ...(task === 'regression' ? {} : { calibration: CALIBRATED }),
    copies: null,
    golden: { rows: 64, unanswered: [] },
    looks: 0,
    ...(data === undefined ? {} : { data }),
  };
}

function passingScores(
  rules: Readonly<Record<string, MetricRule>>,
  policy: GatePolicy,
): Record<string, number> {
  return Object.fromEntries(
    Object.entries(rules).map(([metric, rule]) => [metric, passingScore(metric, rule, policy)]),
  );
}

/** A score exactly at its bound passes. */
function passingScore(metric: string, rule: MetricRule, policy: GatePolicy): number {
  const { lowest = 0, highest = 0 } = judgedMetric(metric, policy) ?? {};
  const floors = [rule.min, rule.suspiciousBelow].filter((bound) => bound !== undefined);
  const ceilings = [rule.max, rule.suspiciousAbove].filter((bound) => bound !== undefined);
  if (floors.length > 0) return Math.max(...floors);
  if (ceilings.length > 0) return Math.min(...ceilings);
  return Number.isFinite(lowest) ? lowest : Math.min(0, highest);
}
