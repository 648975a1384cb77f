import { commonRows, comparedScores } from '../../pipeline/compared-scores.js';
import { primaryMetric } from '../../pipeline/primary-metric.js';
import type { ReportData } from '../../pipeline/report.js';
import { countedText, countText, scoreText } from '../../pipeline/score-text.js';
import type { Headline, Tone } from '../document.js';
import { timeText } from '../numbers.js';
import { servingFunction } from '../serving-function.js';

const TONES: Readonly<Record<string, Tone>> = {
  PROMOTED: 'good',
  NO_CHANGE: 'good',
  HELD: 'warning',
  SUPERSEDED: 'warning',
};

/** What came of the run, why, and when. */
export function headline(data: ReportData): Headline {
  const { model, state, startedAt, endedAt } = data.run;
  return {
    model,
    verdict: state,
    tone: TONES[state] ?? 'bad',
    reason: reasonOf(data),
    when:
      endedAt === null
        ? `since ${timeText(startedAt)}`
        : `${timeText(startedAt)} to ${timeText(endedAt)}`,
  };
}

/** All reasons beside the first, which the headline has. */
export function furtherReasons({ run }: ReportData): readonly string[] {
  return run.reasons.slice(1);
}

function reasonOf(data: ReportData): string {
  const [first] = data.run.reasons;
  if (first !== undefined) return first;
  if (data.run.state !== 'PROMOTED') return 'The run has not ended with an outcome.';
  return [passedText(data), serves(data)].filter((part) => part !== '').join(' ');
}

function passedText(data: ReportData): string {
  const judged = data.decision?.record.results.filter(({ result }) => result === 'passed') ?? [];
  if (judged.length === 0) return '';
  const rules = `It passed ${countedText(judged.length, 'rule', 'rules')} of the gate`;
  return `${rules}${comparison(data)}.`;
}

function comparison({ evidence, decision }: ReportData): string {
  const metric = primaryMetric(decision, evidence);
  if (evidence === null || metric === null) return '';
  const { candidate: score = null, champion: before } = comparedScores(evidence, metric);
  if (before === undefined) {
    return `, with ${metric} ${scoreText(evidence.candidate.metrics[metric] ?? null)}`;
  }
  const common = commonRows(evidence);
  const on = common === null ? '' : ` on the ${countText(common.rows)} rows held out from both`;
  return `, with ${metric} ${scoreText(score, before)} against ${scoreText(before, score)} of version ${evidence.champion?.version}${on}`;
}

function serves(data: ReportData): string {
  const { promotion } = data;
  if (promotion === null) return '';
  const before =
    promotion.previousVersion === null ? '' : `, after version ${promotion.previousVersion}`;
  return `${servingFunction(data) ?? 'The function'} serves version ${promotion.version}${before}.`;
}
