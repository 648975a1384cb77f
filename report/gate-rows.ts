import type { RecordedResult } from '../pipeline/decision.js';
import { commonRows, comparedScores } from '../pipeline/compared-scores.js';
import { decimalSum } from '../pipeline/decimal.js';
import type { Evidence } from '../pipeline/evidence.js';
import { gainInterval } from '../pipeline/gain-interval.js';
import type { GatePolicy } from '../pipeline/gate-policy.js';
import type { Score } from '../pipeline/metrics.js';
import { foundText, numberText, scoreText } from '../pipeline/score-text.js';
import { isSliceSubject, subjectMetric } from '../pipeline/subject-metric.js';
import { finite, percentText, scoreOrNothing, signedText } from './numbers.js';

/** One line of the gate table, in words; an empty cell does not apply. */
export interface GateRow {
  readonly subject: string;
  readonly champion: string;
  readonly candidate: string;
  /** By how much the candidate is better than the champion, whichever direction of the metric that is. */
  readonly gain: string;
  readonly rule: string;
  /** How far the number is on the right side of the rule, in its own units. */
  readonly margin: string;
  /** Of the gain, where the rule asks for a confidence; of a metric without such a rule beside the gain itself. */
  readonly interval: string;
  /** `reported`: a metric that no rule names. */
  readonly result: RecordedResult['result'] | 'reported';
}

const UNREMARKABLE: readonly RecordedResult['result'][] = ['passed', 'not-judged'];

/** Slices have a part of the report of their own: here are those that must be seen at once. */
function isQuietSlice({ subject, result }: RecordedResult): boolean {
  return isSliceSubject(subject) && UNREMARKABLE.includes(result);
}

interface Judged {
  readonly results: readonly RecordedResult[];
  readonly policy: GatePolicy | null;
  readonly evidence: Evidence | null;
}

/** Every rule on a metric as it was judged, the metrics that no rule names, then the checks of data and evidence. */
export function gateRows({ results, policy, evidence }: Judged): readonly GateRow[] {
  const seen = results.filter((result) => !isQuietSlice(result));
  const isScored = ({ subject }: RecordedResult) =>
    isSliceSubject(subject) || subjectMetric(subject, policy ?? {}) !== null;
  const scored = seen.filter(isScored);
  return [
    ...scored.map((result, index) => judgedRow(result, scored, index, { policy, evidence })),
    ...(evidence === null ? [] : reportedRows(results, evidence, policy)),
    ...seen.filter((result) => !isScored(result)).map(checkRow),
  ];
}

function checkRow(checked: RecordedResult): GateRow {
  const { subject, rule, candidate, champion, result } = checked;
  return {
    subject: subject.replaceAll('_', ' '),
    champion: foundText(champion, candidate),
    candidate: foundText(candidate, champion),
    gain: '',
    rule,
    margin: marginText(checked),
    interval: '',
    result,
  };
}

type Known = Pick<Judged, 'policy' | 'evidence'>;

function judgedRow(
  judged: RecordedResult,
  all: readonly RecordedResult[],
  index: number,
  known: Known,
): GateRow {
  const { subject, rule, interval, result } = judged;
  const scores = scoresOf(judged, all[index - 1], known);
  const isAskedFor = all.some((one) => one.subject === subject && one.interval !== undefined);
  return {
    subject,
    ...scores,
    rule,
    margin: marginText(judged),
    interval: isAskedFor
      ? intervalText(interval, subject, known)
      : intervalOfGain(scores, subject, known),
    result,
  };
}

function marginText({ margin }: RecordedResult): string {
  return margin === undefined ? '' : signedText(margin);
}

type ScoreCells = Pick<GateRow, 'champion' | 'candidate' | 'gain'>;

const NO_SCORES: ScoreCells = { champion: '', candidate: '', gain: '' };

/**
 * Scores stand in the first row of a metric, whichever of its rules that is; beside a champion of another split, those of
 * all held-out rows in rules on the candidate alone, and those of the common rows in the others.
 */
function scoresOf(
  { subject, candidate, champion }: RecordedResult,
  above: RecordedResult | undefined,
  { policy, evidence }: Known,
): ScoreCells {
  const isFirst = subject !== above?.subject;
  if (evidence === null || commonRows(evidence) === null) {
    const other = evidence === null ? undefined : comparedScores(evidence, subject).champion;
    return isFirst ? scoreCells(subject, candidate, champion ?? other ?? null, policy) : NO_SCORES;
  }
  if (!isFirst && (champion === null) === (above.champion === null)) return NO_SCORES;
  if (champion === null) return { ...NO_SCORES, candidate: scoreText(candidate) };
  return isSliceSubject(subject)
    ? scoreCells(subject, candidate, champion, policy)
    : comparedCells(subject, evidence, policy);
}

function comparedCells(metric: string, evidence: Evidence, policy: GatePolicy | null): ScoreCells {
  const { candidate = null, champion = null } = comparedScores(evidence, metric);
  return scoreCells(metric, candidate, champion, policy);
}

function scoreCells(
  subject: string,
  candidate: Score,
  champion: Score,
  policy: GatePolicy | null,
): ScoreCells {
  return {
    champion: scoreOrNothing(champion, candidate),
    candidate: scoreText(candidate, champion),
    gain: gainText(subject, finite(candidate), finite(champion), policy),
  };
}

function gainText(
  subject: string,
  candidate: number | null,
  champion: number | null,
  policy: GatePolicy | null,
): string {
  const metric = subjectMetric(subject, policy ?? {});
  if (metric === null || candidate === null || champion === null) return '';
  const [better, worse] =
    metric.direction === 'higher' ? [candidate, champion] : [champion, candidate];
  return signedText(decimalSum(better, -worse));
}

/** Where no rule asks for a confidence, the interval says how sure the gain beside it is. */
function intervalOfGain({ gain }: ScoreCells, metric: string, known: Known): string {
  const { policy, evidence } = known;
  if (gain === '' || evidence === null) return '';
  const confidence = policy?.rules[metric]?.confidence ?? USUAL_CONFIDENCE;
  const interval = gainInterval(evidence, metric, confidence);
  return interval === null ? '' : intervalText({ ...interval, confidence }, metric, known);
}

const USUAL_CONFIDENCE = 0.95;

function intervalText(
  interval: RecordedResult['interval'],
  metric: string,
  { evidence }: Known,
): string {
  if (interval === undefined) return '';
  const { low, high, confidence } = interval;
  const range = `${signedText(low)} to ${signedText(high)} (${numberText(confidence * 100)}\u00A0%)`;
  const { probabilityBetter } = evidence?.comparison?.[metric] ?? {};
  return probabilityBetter === undefined
    ? range
    : `${range}, better in ${percentText(probabilityBetter)} of draws`;
}

function reportedRows(
  results: readonly RecordedResult[],
  evidence: Evidence,
  policy: GatePolicy | null,
): GateRow[] {
  const judged = new Set(results.map(({ subject }) => subject));
  return Object.keys(evidence.candidate.metrics)
    .filter((metric) => !judged.has(metric))
    .map((metric) => {
      const scores = comparedCells(metric, evidence, policy);
      const interval = intervalOfGain(scores, metric, { policy, evidence });
      return { subject: metric, ...scores, rule: '', margin: '', interval, result: 'reported' };
    });
}
