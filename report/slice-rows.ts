import type { RecordedResult } from '../pipeline/decision.js';
import type { Evidence, SliceEvidence } from '../pipeline/evidence.js';
import type { GatePolicy } from '../pipeline/gate-policy.js';
import { judgedMetric } from '../pipeline/judged-metric.js';
import { primaryMetric } from '../pipeline/primary-metric.js';
import type { ReportData } from '../pipeline/report.js';
import { sliceName } from '../pipeline/slice-name.js';
import { judgedSlice } from '../pipeline/subject-metric.js';
import { finite } from './numbers.js';

/** A slice with one of the metrics that it was judged by, and the rules that came out alike. */
export interface SliceRow {
  readonly name: string;
  /** Undefined when the evidence has no such slice, which rejects. */
  readonly slice: SliceEvidence | undefined;
  /** The metric whose scores are shown; null when there is none. */
  readonly metric: string | null;
  readonly rules: readonly string[];
  readonly result: RecordedResult['result'];
}

interface Judged {
  readonly evidence: Evidence;
  readonly decision: ReportData['decision'];
}

/** What was judged of each slice, in the order of the gate, which is worst first; then slices that no rule was asked of. */
export function sliceRows(judged: Judged): readonly SliceRow[] {
  const rows = judgedRows(judged);
  const { slices = [] } = judged.evidence;
  const seen = new Set(rows.map(({ slice }) => slice));
  const metric = primaryMetric(judged.decision, judged.evidence);
  const others = slices.filter((slice) => !seen.has(slice));
  return [
    ...rows,
    ...worstFirst(others, metric, judged.decision?.policy ?? null).map((slice): SliceRow => ({
      name: sliceName(slice),
      slice,
      metric,
      rules: [],
      result: 'not-judged',
    })),
  ];
}

function judgedRows(judged: Judged): readonly SliceRow[] {
  const rows = new Map<string, SliceRow>();
  for (const result of judged.decision?.record.results ?? []) {
    const row = rowOf(result, judged);
    if (row === null) continue;
    const key = JSON.stringify([row.name, row.metric, row.result]);
    rows.set(key, { ...row, rules: [...(rows.get(key)?.rules ?? []), ...row.rules] });
  }
  return [...rows.values()];
}

function rowOf({ subject, rule, result }: RecordedResult, judged: Judged): SliceRow | null {
  const { slices = [] } = judged.evidence;
  const found = judgedSlice(subject, judged.decision?.policy ?? {});
  if (found === null) return null;
  const slice = slices.find((one) => sliceName(one) === found.slice);
  // One that was judged by no metric, being too small, is shown by one of its column.
  const metric =
    found.metric ?? (slice === undefined ? null : metricsOfColumn(slice.by, judged)[0]);
  return { name: found.slice, slice, metric: metric ?? null, rules: [rule], result };
}

/** The metrics that slices of a column were judged by, the worst result first; without any the primary one. */
export function metricsOfColumn(column: string, { evidence, decision }: Judged): readonly string[] {
  const names = new Set(
    (evidence.slices ?? []).filter(({ by }) => by === column).map((slice) => sliceName(slice)),
  );
  const judged = (decision?.record.results ?? []).flatMap(({ subject }) => {
    const { slice, metric } = judgedSlice(subject, decision?.policy ?? {}) ?? {};
    return slice !== undefined && names.has(slice) ? (metric ?? []) : [];
  });
  return judged.length > 0
    ? [...new Set(judged)]
    : [primaryMetric(decision, evidence) ?? []].flat();
}

/** Slices by their score, those without one before all others. */
export function worstFirst(
  slices: readonly SliceEvidence[],
  metric: string | null,
  policy: GatePolicy | null,
): readonly SliceEvidence[] {
  const sign = judgedMetric(metric ?? '', policy ?? {})?.direction === 'lower' ? -1 : 1;
  const goodness = ({ candidate }: SliceEvidence) => {
    const score = finite(candidate[metric ?? '']);
    return score === null ? Number.NEGATIVE_INFINITY : sign * score;
  };
  return slices.toSorted((a, b) => Math.sign(goodness(a) - goodness(b)) || b.rows - a.rows);
}
