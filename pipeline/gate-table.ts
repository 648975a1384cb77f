import { commonRows, comparedScores } from './compared-scores.js';
import type { Evidence } from './evidence.js';
import { marginText } from './margin-text.js';
import type { Score } from './metrics.js';
import { foundText, scoreText } from './score-text.js';
import { isScoredSlice, isSliceSubject } from './subject-metric.js';
import { CHECKS, type RuleResult, type RuleVerdict, type Verdict } from './verdict.js';

/** One line of the gate table, in words; an empty cell does not apply. */
export interface GateTableRow {
  /** A metric, or a check such as `entity overlap`. */
  readonly subject: string;
  readonly candidate: string;
  readonly champion: string;
  /** The score of the same answer for every row: baselineName says which. */
  readonly baseline: string;
  readonly rule: string;
  /** How far the candidate is on the right side of the rule, in units of its number; the interval of the gain beside it. */
  readonly margin: string;
  /** `reported`: a metric that no rule names. */
  readonly result: RuleVerdict | 'reported';
}

/** What the baseline always answers with, as the heading of its scores. */
export function baselineName(evidence: Pick<Evidence, 'task'> | null): string {
  return evidence?.task === 'regression' ? 'mean' : 'majority class';
}

/**
 * What was judged and by which rule: metrics with rules, metrics without, then the checks of the evidence; the checks
 * alone of data that were refused before anything was trained.
 */
export function gateTable(
  evidence: Evidence | null,
  { results }: Verdict,
): readonly GateTableRow[] {
  if (evidence === null) return results.map(checkRow);
  const judged = results
    .filter(({ subject }) => isMetric(subject))
    .map((one) => {
      const { subject, rule, result } = one;
      const isAlone = one.champion === null && commonRows(evidence) !== null;
      const cells = isAlone ? candidateCells(evidence, subject) : comparedCells(evidence, subject);
      return { ...cells, rule, margin: marginText(one), result };
    });
  const reported = Object.keys(evidence.candidate.metrics)
    .filter((metric) => results.every(({ subject }) => subject !== metric))
    .map((metric) => ({
      ...comparedCells(evidence, metric),
      rule: '',
      margin: '',
      result: 'reported' as const,
    }));
  const slices = results.filter(({ subject }) => isSliceSubject(subject)).map(sliceRow);
  const checks = results.filter(({ subject }) => isCheck(subject)).map(checkRow);
  return [...judged, ...reported, ...slices, ...checks];
}

function isContract(subject: string): boolean {
  return subject.startsWith('column ');
}

/** Whether a result is that of a check of the data or of the evidence, and not of a metric or a slice. */
export function isCheck(subject: string): boolean {
  return isContract(subject) || CHECKS.some((check) => check === subject);
}

function isMetric(subject: string): boolean {
  return !isSliceSubject(subject) && !isCheck(subject);
}

type ScoreCells = Pick<GateTableRow, 'subject' | 'candidate' | 'champion' | 'baseline'>;

/** Of a rule on the candidate alone: a champion that was scored on other rows does not stand beside it. */
function candidateCells({ candidate, baseline }: Evidence, metric: string): ScoreCells {
  return cellsOf(metric, [candidate.metrics[metric], undefined, baseline.metrics[metric]]);
}

/** Scores on the same rows; that of the baseline is of all held-out ones. */
function comparedCells(evidence: Evidence, metric: string): ScoreCells {
  const { candidate, champion } = comparedScores(evidence, metric);
  const isOnAll = commonRows(evidence) === null;
  const baseline = isOnAll ? evidence.baseline.metrics[metric] : undefined;
  return cellsOf(metric, [candidate, champion, baseline]);
}

function cellsOf(subject: string, scores: readonly (Score | undefined)[]): ScoreCells {
  const [candidate = '', champion = '', baseline = ''] = scores.map((score) =>
    cellOf(score, scores),
  );
  return { subject, candidate, champion, baseline };
}

function cellOf(score: Score | undefined, scores: readonly (Score | undefined)[]): string {
  if (score === undefined) return '';
  return scoreText(score, ...scores.filter((other) => other !== undefined));
}

function sliceRow(of: RuleResult): GateTableRow {
  const { subject, candidate, champion, rule, result } = of;
  const isScore = isScoredSlice(subject);
  return {
    subject,
    candidate: isScore ? cellOf(candidate, [candidate, champion]) : foundText(candidate),
    champion: champion === null ? '' : cellOf(champion, [candidate, champion]),
    baseline: '',
    rule,
    margin: marginText(of),
    result,
  };
}

function checkRow(of: RuleResult): GateTableRow {
  const { subject, candidate, rule, result } = of;
  const words = isContract(subject) ? subject : subject.replaceAll('_', ' ');
  return {
    subject: words,
    candidate: foundText(candidate),
    champion: '',
    baseline: '',
    rule,
    margin: marginText(of),
    result,
  };
}
