import type { RecordedResult } from '../pipeline/decision.js';
import type { Evidence } from '../pipeline/evidence.js';
import { gainInterval } from '../pipeline/gain-interval.js';
import type { GatePolicy } from '../pipeline/gate-policy.js';
import { judgedMetric } from '../pipeline/judged-metric.js';
import type { Scores } from '../pipeline/metrics.js';
import { countText } from '../pipeline/score-text.js';
import { finite, scoreOrNothing, signedText } from './numbers.js';
import { championScores } from './scores.js';

/** One line of the gate table, in words; an empty cell does not apply. */
export interface GateRow {
  readonly subject: string;
  readonly champion: string;
  readonly candidate: string;
  /** Candidate less champion. */
  readonly delta: string;
  readonly rule: string;
  /** Of the gain over the champion. */
  readonly interval: string;
  /** `reported`: a metric that no rule names. */
  readonly result: RecordedResult['result'] | 'reported';
}

/** Slices have a part of the report of their own. */
const OF_A_SLICE = /^slice /;
const UNREMARKABLE: readonly RecordedResult['result'][] = ['passed', 'not-judged'];

/** Whether a result belongs to the slices, and has nothing that must be seen at once. */
function isQuietSlice({ subject, result }: RecordedResult): boolean {
  return OF_A_SLICE.test(subject) && UNREMARKABLE.includes(result);
}

/** Every rule on a metric as it was judged, the metrics that no rule names, then the checks of data and evidence. */
export function gateRows(
  results: readonly RecordedResult[],
  policy: GatePolicy | null,
  evidence: Evidence | null,
): readonly GateRow[] {
  const seen = results.filter((result) => !isQuietSlice(result));
  const isScored = ({ subject }: RecordedResult) =>
    OF_A_SLICE.test(subject) || isMetric(subject, policy);
  return [
    ...seen.filter(isScored).map((result) => judgedRow(result, policy, evidence)),
    ...(evidence === null ? [] : reportedRows(results, evidence)),
    ...seen.filter((result) => !isScored(result)).map(checkRow),
  ];
}

function isMetric(subject: string, policy: GatePolicy | null): boolean {
  return judgedMetric(subject, policy ?? {}) !== null;
}

/** A check finds counts, which people want exactly, and shares. */
function checkRow({ subject, rule, candidate, champion, result }: RecordedResult): GateRow {
  const found = finite(candidate);
  return {
    subject: subject.replaceAll('_', ' '),
    champion: scoreOrNothing(champion, candidate),
    candidate:
      found !== null && Number.isInteger(found)
        ? countText(found)
        : scoreOrNothing(candidate, champion),
    delta: '',
    rule,
    interval: '',
    result,
  };
}

function judgedRow(
  { subject, rule, candidate, champion, result }: RecordedResult,
  policy: GatePolicy | null,
  evidence: Evidence | null,
): GateRow {
  const own = finite(candidate);
  const other = finite(champion);
  return {
    subject,
    champion: scoreOrNothing(champion, candidate),
    candidate: scoreOrNothing(candidate, champion),
    delta: own === null || other === null ? '' : signedText(own - other),
    rule,
    // A rule on the candidate alone has nothing to do with a gain.
    interval:
      evidence === null || other === null || OF_A_SLICE.test(subject)
        ? ''
        : intervalText(evidence, subject, confidenceOf(policy, subject)),
    result,
  };
}

function confidenceOf(policy: GatePolicy | null, metric: string): number {
  return policy?.rules[metric]?.confidence ?? 0.95;
}

function intervalText(evidence: Evidence, metric: string, confidence: number): string {
  const interval = gainInterval(evidence, metric, confidence);
  if (interval === null) return '';
  const { low, high } = interval;
  return `${signedText(low)} to ${signedText(high)} (${confidence * 100}\u00A0%)`;
}

function reportedRows(results: readonly RecordedResult[], evidence: Evidence): GateRow[] {
  const judged = new Set(results.map(({ subject }) => subject));
  const champion: Scores = championScores(evidence) ?? {};
  return Object.entries(evidence.candidate.metrics)
    .filter(([metric]) => !judged.has(metric))
    .map(([metric, score]) => {
      const other = champion[metric];
      const [own, before] = [finite(score), finite(other)];
      return {
        subject: metric,
        champion: scoreOrNothing(other, score),
        candidate: scoreOrNothing(score, other ?? null),
        delta: own === null || before === null ? '' : signedText(own - before),
        rule: '',
        interval: intervalText(evidence, metric, 0.95),
        result: 'reported',
      };
    });
}
