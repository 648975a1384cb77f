import type { GatePolicy } from './gate-policy.js';
import { judgedMetric, type JudgedMetric } from './judged-metric.js';

/** What the subject of a slice's result begins with. */
const SLICE = 'slice ';
/** What stands between a slice and its metric. Values of a column may hold it, too; names of metrics do not. */
const SEPARATOR = ' · ';

/** What a result of a slice is about: the slice by its name, and the metric that it was judged by. */
export function sliceSubject(name: string, metric?: string): string {
  return `${SLICE}${name}${metric === undefined ? '' : `${SEPARATOR}${metric}`}`;
}

export function isSliceSubject(subject: string): boolean {
  return subject.startsWith(SLICE);
}

/** A slice with its metric has scores; one by itself was not judged, for its number of rows. */
export function isScoredSlice(subject: string): boolean {
  return isSliceSubject(subject) && subject.includes(SEPARATOR);
}

/** The metric that a result is about, of all rows or of a slice; null for a check, and for a slice by itself. */
export function subjectMetric(
  subject: string,
  policy: Pick<GatePolicy, 'metrics'>,
): JudgedMetric | null {
  const name = isSliceSubject(subject) ? subject.split(SEPARATOR).slice(1).at(-1) : subject;
  return name === undefined ? null : judgedMetric(name, policy);
}

/** The slice that a result is about, by its name, and the metric by which it was judged; null for any other subject. */
export function judgedSlice(
  subject: string,
  policy: Pick<GatePolicy, 'metrics'>,
): { readonly slice: string; readonly metric: string | null } | null {
  if (!isSliceSubject(subject)) return null;
  const metric = subjectMetric(subject, policy)?.name ?? null;
  const end = metric === null ? subject.length : subject.lastIndexOf(SEPARATOR);
  return { slice: subject.slice(SLICE.length, end), metric };
}
