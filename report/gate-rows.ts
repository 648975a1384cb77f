import type { RecordedResult } from '../pipeline/decision.js';
import { commonRows, comparedScores } from '../pipeline/compared-scores.js';
import type { Evidence } from '../pipeline/evidence.js';
import { gainInterval } from '../pipeline/gain-interval.js';
import type { GatePolicy } from '../pipeline/gate-policy.js';
import { judgedMetric } from '../pipeline/judged-metric.js';
import type { Score } from '../pipeline/metrics.js';
import { countText, scoreText } from '../pipeline/score-text.js';
import { finite, percentText, scoreOrNothing, signedText } from './numbers.js';

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

interface Judged {
  readonly results: readonly RecordedResult[];
  readonly policy: GatePolicy | null;
  readonly evidence: Evidence | null;
}

/** Every rule on a metric as it was judged, the metrics that no rule names, then the checks of data and evidence. */
export function gateRows({ results, policy, evidence }: Judged): readonly GateRow[] {
  const seen = results.filter((result) => !isQuietSlice(result));
  const isScored = ({ subject }: RecordedResult) =>
    OF_A_SLICE.test(subject) || isMetric(subject, policy);
  const scored = seen.filter(isScored);
  return [
    ...scored.map((result, index) => judgedRow(result, scored[index - 1], { policy, evidence })),
    ...(evidence === null ? [] : reportedRows(results, evidence, policy)),
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

/**
 * The numbers stand in the first row of a metric, whichever of its rules that is; beside a champion of another split, those
 * of all held-out rows in rules on the candidate alone, and those of the common rows in the others.
 */
function judgedRow(
  { subject, rule, candidate, champion, result }: RecordedResult,
  above: RecordedResult | undefined,
  { policy, evidence }: Pick<Judged, 'policy' | 'evidence'>,
): GateRow {
  const isFirst = subject !== above?.subject;
  if (evidence === null || commonRows(evidence) === null) {
    const known = evidence === null ? undefined : comparedScores(evidence, subject).champion;
    const numbers = isFirst
      ? scoreCells(subject, candidate, champion ?? known ?? null, { policy, evidence })
      : NO_NUMBERS;
    return { subject, ...numbers, rule, result };
  }
  if (!isFirst && (champion === null) === (above.champion === null)) {
    return { subject, ...NO_NUMBERS, rule, result };
  }
  if (champion === null) {
    return { subject, ...NO_NUMBERS, candidate: scoreText(candidate), rule, result };
  }
  const of = { policy, evidence };
  const numbers = OF_A_SLICE.test(subject)
    ? scoreCells(subject, candidate, champion, of)
    : comparedCells(subject, of);
  return { subject, ...numbers, rule, result };
}

function comparedCells(
  metric: string,
  of: { readonly policy: GatePolicy | null; readonly evidence: Evidence },
): ScoreCells {
  const { candidate = null, champion = null } = comparedScores(of.evidence, metric);
  return scoreCells(metric, candidate, champion, of);
}

type ScoreCells = Pick<GateRow, 'champion' | 'candidate' | 'delta' | 'interval'>;

const NO_NUMBERS: ScoreCells = { champion: '', candidate: '', delta: '', interval: '' };

function scoreCells(
  subject: string,
  candidate: Score,
  champion: Score,
  { policy, evidence }: Pick<Judged, 'policy' | 'evidence'>,
): ScoreCells {
  const [own, other] = [finite(candidate), finite(champion)];
  return {
    champion: scoreOrNothing(champion, candidate),
    candidate: scoreText(candidate, champion),
    delta: own === null || other === null ? '' : signedText(own - other),
    interval:
      evidence === null
        ? ''
        : intervalText(evidence, subject, policy?.rules[subject]?.confidence ?? 0.95),
  };
}

function intervalText(evidence: Evidence, metric: string, confidence: number): string {
  const interval = gainInterval(evidence, metric, confidence);
  const { probabilityBetter } = evidence.comparison?.[metric] ?? {};
  if (interval === null || probabilityBetter === undefined) return '';
  const { low, high } = interval;
  const range = `${signedText(low)} to ${signedText(high)} (${confidence * 100}\u00A0%)`;
  return `${range}, better in ${percentText(probabilityBetter)} of draws`;
}

function reportedRows(
  results: readonly RecordedResult[],
  evidence: Evidence,
  policy: GatePolicy | null,
): GateRow[] {
  const judged = new Set(results.map(({ subject }) => subject));
  return Object.keys(evidence.candidate.metrics)
    .filter((metric) => !judged.has(metric))
    .map((metric) => ({
      subject: metric,
      ...comparedCells(metric, { policy, evidence }),
      rule: '',
      result: 'reported',
    }));
}
