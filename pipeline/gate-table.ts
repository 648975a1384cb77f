import type { Evidence } from './evidence.js';
import { METRIC_NAMES, type MetricName, type Score } from './metrics.js';
import { countText, numberText, scoreText } from './score-text.js';
import type { RuleResult, RuleVerdict, Verdict } from './verdict.js';

/** One line of the gate table, in words; an empty cell does not apply. */
export interface GateTableRow {
  /** A metric, or a check such as `entity overlap`. */
  readonly subject: string;
  readonly candidate: string;
  readonly champion: string;
  /** The score of always answering with the majority class. */
  readonly baseline: string;
  readonly rule: string;
  /** `reported`: a metric that no rule names. */
  readonly result: RuleVerdict | 'reported';
}

/** What was judged and by which rule: metrics with rules, metrics without, then the checks of the evidence. */
export function gateTable(evidence: Evidence, { results }: Verdict): readonly GateTableRow[] {
  const judged = results.flatMap(({ subject, rule, result }) =>
    isMetric(subject) ? [{ ...scoreCells(evidence, subject), rule, result }] : [],
  );
  const reported = METRIC_NAMES.filter(
    (metric) =>
      evidence.candidate.metrics[metric] !== undefined &&
      results.every(({ subject }) => subject !== metric),
  ).map((metric) => ({
    ...scoreCells(evidence, metric),
    rule: '',
    result: 'reported' as const,
  }));
  const checks = results.filter(({ subject }) => !isMetric(subject)).map(checkRow);
  return [...judged, ...reported, ...checks];
}

function isMetric(subject: RuleResult['subject']): subject is MetricName {
  return METRIC_NAMES.some((metric) => metric === subject);
}

type ScoreCells = Pick<GateTableRow, 'subject' | 'candidate' | 'champion' | 'baseline'>;

function scoreCells({ candidate, champion, baseline }: Evidence, metric: MetricName): ScoreCells {
  const championScores = champion !== null && 'metrics' in champion ? champion.metrics : {};
  const scores = [candidate, { metrics: championScores }, baseline].map(
    ({ metrics }) => metrics[metric],
  );
  const [candidateCell = '', championCell = '', baselineCell = ''] = scores.map((score) =>
    cellOf(score, scores),
  );
  return {
    subject: metric,
    candidate: candidateCell,
    champion: championCell,
    baseline: baselineCell,
  };
}

function cellOf(score: Score | undefined, scores: readonly (Score | undefined)[]): string {
  if (score === undefined) return '';
  return scoreText(score, ...scores.filter((other) => other !== undefined));
}

function checkRow({ subject, candidate, rule, result }: RuleResult): GateTableRow {
  const found = typeof candidate === 'number' ? quantityText(candidate) : '';
  const words = subject.replaceAll('_', ' ');
  return { subject: words, candidate: found, champion: '', baseline: '', rule, result };
}

/** Checks find counts, which people want exactly, and shares. */
function quantityText(quantity: number): string {
  return Number.isInteger(quantity) ? countText(quantity) : numberText(quantity);
}
