import { canonicalJson } from './canonical-json.js';
import type { ChecksPolicy } from './check-policy.js';
import { ageChecks, type AgeCheck, type ColumnContract } from './data-check-policy.js';
import { agesOf, type DataMeasurements } from './data-measurements.js';
import type { Evidence } from './evidence.js';
import { gainInterval } from './gain-interval.js';
import { GAIN_RULES } from './gain-rules.js';
import type { GatePolicy, MetricRule } from './gate-policy.js';
import type { MetricName } from './metrics.js';

/** Something that a policy asks for and that nobody measured when the evidence was taken. */
interface Unmeasured {
  readonly what: string;
  /** Whether it could change the verdict; what only warns cannot. */
  readonly decides: boolean;
}

/** The part of a policy that evidence can be judged by, and what of the rest it cannot. */
export interface MeasuredPolicy {
  /** Null when no rule on a metric is left. */
  readonly policy: GatePolicy | null;
  readonly unmeasured: readonly Unmeasured[];
}

type Rules = GatePolicy['rules'];

/**
 * Takes those rules out of a policy that an evaluation under the policy of that time, `judgedBy`, did not measure for.
 * What that policy asked for and evidence lacks was a fault of the candidate, and stays one. Null where the policy of
 * that time is not known.
 */
export function measuredPolicy(
  evidence: Evidence,
  policy: GatePolicy,
  judgedBy: GatePolicy | null,
): MeasuredPolicy {
  const rules = measuredRules(evidence, policy, judgedBy);
  const slices = measuredSlices(evidence, policy, judgedBy);
  const checks = measuredChecks(evidence, policy, judgedBy);
  const unmeasured = [...rules.unmeasured, ...slices.unmeasured, ...checks.unmeasured];
  const isEmpty = Object.values(rules.kept).every((rule) => Object.keys(rule).length === 0);
  const { slices: _, checks: __, ...rest } = policy;
  const kept = {
    ...rest,
    rules: rules.kept,
    ...(slices.kept.length === 0 ? {} : { slices: slices.kept }),
    ...(policy.checks === undefined ? {} : { checks: checks.kept }),
  };
  return { policy: isEmpty ? null : kept, unmeasured };
}

interface Part<Kept> {
  readonly kept: Kept;
  readonly unmeasured: readonly Unmeasured[];
}

function missing(what: string): Unmeasured {
  return { what, decides: true };
}

/**
 * Scores that a cost matrix moves, for it moves the probability from which a row is called positive; it may move those of
 * the model's own metrics too.
 */
const BY_THRESHOLD: readonly string[] = [
  'accuracy',
  'balanced_accuracy',
  'precision',
  'recall',
  'f1',
  'cost',
] satisfies readonly MetricName[];

function measuredRules(
  evidence: Evidence,
  policy: GatePolicy,
  judgedBy: GatePolicy | null,
): Part<Rules> {
  const kept: Record<string, MetricRule> = {};
  const unmeasured: Unmeasured[] = [];
  for (const [metric, rule] of Object.entries(policy.rules)) {
    const problem = scoreGap(metric, evidence.candidate.metrics, policy, judgedBy);
    if (problem !== null) {
      unmeasured.push(missing(problem));
    } else if (lacksInterval(metric, rule, evidence, judgedBy)) {
      unmeasured.push(missing(`how sure the gain of ${metric} is`));
      kept[metric] = withoutGains(rule);
    } else {
      kept[metric] = rule;
    }
  }
  return { kept, unmeasured };
}

/** Why a score is not one that the policy could judge; null when it is. */
function scoreGap(
  metric: string,
  measured: Readonly<Record<string, unknown>>,
  policy: GatePolicy,
  judgedBy: GatePolicy | null,
): string | null {
  const moves = BY_THRESHOLD.includes(metric) || Object.hasOwn(policy.metrics ?? {}, metric);
  if (moves && !isSame(policy.cost, judgedBy?.cost)) {
    return `${metric} by this cost matrix`;
  }
  const wasAsked = judgedBy !== null && Object.hasOwn(judgedBy.rules, metric);
  return Object.hasOwn(measured, metric) || wasAsked ? null : metric;
}

function isSame(one: unknown, other: unknown): boolean {
  return canonicalJson(one ?? null) === canonicalJson(other ?? null);
}

function lacksInterval(
  metric: string,
  rule: MetricRule,
  evidence: Evidence,
  judgedBy: GatePolicy | null,
): boolean {
  const { champion } = evidence;
  const { confidence } = rule;
  if (confidence === undefined || champion === null || 'notComparable' in champion) return false;
  if (evidence.candidate.source === 'self-reported') return false;
  const wasAsked = judgedBy?.rules[metric]?.confidence !== undefined;
  return !wasAsked && gainInterval(evidence, metric, confidence) === null;
}

function withoutGains(rule: MetricRule): MetricRule {
  const gains: readonly string[] = [...GAIN_RULES, 'confidence'];
  return Object.fromEntries(Object.entries(rule).filter(([name]) => !gains.includes(name)));
}

function measuredSlices(
  evidence: Evidence,
  policy: GatePolicy,
  judgedBy: GatePolicy | null,
): Part<NonNullable<GatePolicy['slices']>> {
  const kept: NonNullable<GatePolicy['slices']> = [];
  const unmeasured: Unmeasured[] = [];
  for (const asked of policy.slices ?? []) {
    const { by } = asked;
    const slices = (evidence.slices ?? []).filter((slice) => slice.by === by);
    const wasAsked = (judgedBy?.slices ?? []).some((slice) => slice.by === by);
    const isSelfReported = evidence.candidate.source === 'self-reported';
    if (slices.length === 0 && !wasAsked && !isSelfReported) {
      unmeasured.push(missing(`slices by ${by}`));
      continue;
    }
    const [first] = slices;
    const gaps = Object.keys(asked.rules).flatMap((metric) => {
      const gap = first === undefined ? null : scoreGap(metric, first.candidate, policy, judgedBy);
      return gap === null ? [] : [{ metric, gap }];
    });
    unmeasured.push(...gaps.map(({ gap }) => missing(`${gap} of slices by ${by}`)));
    const lacking = gaps.map(({ metric }) => metric);
    const rules = Object.fromEntries(
      Object.entries(asked.rules).filter(([metric]) => !lacking.includes(metric)),
    );
    if (Object.keys(rules).length > 0) kept.push({ ...asked, rules });
  }
  return { kept, unmeasured };
}

/** Of checks that stand by default nothing is missing: they are judged where the evidence has their part. */
function measuredChecks(
  evidence: Evidence,
  { checks = {} }: GatePolicy,
  judgedBy: GatePolicy | null,
): Part<ChecksPolicy> {
  const { data } = evidence;
  const gaps: readonly (readonly [keyof ChecksPolicy, boolean, string])[] = [
    ['copiedRows', evidence.copies === undefined, 'copied rows'],
    ['singleFeature', evidence.singleFeatures === undefined, 'scores of single features'],
    ['identifier', evidence.identifiers === undefined, 'identifiers'],
    ['drift', !isDriftMeasured(evidence, checks), 'drift'],
    ['labelRate', evidence.labelRate === undefined, 'the label rate'],
    ['calibration', evidence.calibration === undefined, 'calibration'],
    ['goldenRows', evidence.golden === undefined, 'golden rows'],
    ['looks', evidence.looks === undefined, 'looks at the hold-out'],
    ['rowCount', data?.live === undefined, 'the rows of the live version'],
    ['freshness', unmeasuredAges(data, checks).length > 0, 'the age of the newest row'],
    ['schema', unmeasuredColumns(data, checks).length > 0, 'columns, for these contracts'],
  ];
  const lacking = gaps.filter(
    ([name, isMissing]) =>
      isMissing && checks[name] !== undefined && !wasAsked(name, data, checks, judgedBy?.checks),
  );
  const names = lacking.map(([name]): string => name);
  return {
    kept: Object.fromEntries(Object.entries(checks).filter(([name]) => !names.includes(name))),
    unmeasured: lacking.map(([name, , what]) => ({ what, decides: decides(checks, name) })),
  };
}

function decides(checks: ChecksPolicy, name: keyof ChecksPolicy): boolean {
  const asked = checks[name] ?? [];
  if ([asked].flat().some(({ on }) => on === 'reject')) return true;
  const columns = name === 'schema' ? Object.values(checks.schema?.columns ?? {}) : [];
  return columns.some(({ on }) => on === 'reject');
}

/** Whether the policy of that time had all measured that this check needs: its name alone does not tell of some. */
function wasAsked(
  name: keyof ChecksPolicy,
  data: DataMeasurements | undefined,
  checks: ChecksPolicy,
  before: ChecksPolicy | undefined,
): boolean {
  if (name === 'drift') {
    const named = Object.keys(before?.drift?.features ?? {});
    return (
      before?.drift !== undefined &&
      Object.keys(checks.drift?.features ?? {}).every((feature) => named.includes(feature))
    );
  }
  if (name === 'freshness') {
    const asked = ageChecks(before ?? {});
    return unmeasuredAges(data, checks).every((one) =>
      asked.some((other) => isOfSameRows(one, other)),
    );
  }
  if (name === 'schema') {
    return unmeasuredColumns(data, checks).every((column) =>
      isSameContract(checks.schema?.columns[column], before?.schema?.columns[column]),
    );
  }
  return before?.[name] !== undefined;
}

/** Of many features the evidence leaves out those that drifted little; the policy may have a lower bound for one. */
function isDriftMeasured({ drift, driftLeftOut = 0 }: Evidence, asked: ChecksPolicy): boolean {
  if (drift === undefined) return false;
  const told = new Set(drift.map(({ feature }) => feature));
  const named = Object.keys(asked.drift?.features ?? {});
  return driftLeftOut === 0 || named.every((feature) => told.has(feature));
}

function unmeasuredAges(
  data: DataMeasurements | undefined,
  checks: ChecksPolicy,
): readonly AgeCheck[] {
  const measured = agesOf(data);
  return ageChecks(checks).filter((asked) => !measured.some((one) => isOfSameRows(one, asked)));
}

interface RowsByAge {
  readonly source: string;
  readonly column: string;
}

function isOfSameRows(one: RowsByAge, other: RowsByAge): boolean {
  return one.source === other.source && one.column === other.column;
}

/** But for what a broken contract does. */
function isSameContract(one: ColumnContract | undefined, other: ColumnContract | undefined) {
  const [{ on: _, ...asked } = {}, { on: __, ...before } = {}] = [one, other];
  return other !== undefined && isSame(asked, before);
}

/** The columns whose contract asks for something that was not counted. */
function unmeasuredColumns(
  data: DataMeasurements | undefined,
  { schema }: ChecksPolicy,
): readonly string[] {
  return Object.entries(schema?.columns ?? {})
    .filter(([column, contract]) => !isColumnMeasured(data, column, contract))
    .map(([column]) => column);
}

/** A column of another type, or that is not there, is judged without its numbers. */
function isColumnMeasured(
  data: DataMeasurements | undefined,
  column: string,
  { type, min, max, values }: ColumnContract,
): boolean {
  if (data?.columns === undefined || !Object.hasOwn(data.columns, column)) return false;
  const { kind = null, below, above, others } = data.columns[column] ?? {};
  if (kind === null || (type !== undefined && type !== kind)) return true;
  const hasBounds = kind !== 'number' || (isOf(min, below?.min) && isOf(max, above?.max));
  return hasBounds && isOf(values, others?.values);
}

/** Whether it was measured by what is asked for, if anything is. */
function isOf(asked: unknown, measured: unknown): boolean {
  return asked === undefined || isSame(asked, measured);
}
