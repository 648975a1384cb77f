import type { ScoredChampion } from './compared-scores.js';
import { decimalSum } from './decimal.js';
import type { Evidence } from './evidence.js';
import { gainInterval, type GainInterval } from './gain-interval.js';
import {
  gainRuleText,
  isCap,
  keepsTo,
  marginOf,
  surelyKeepsTo,
  type GainRule,
} from './gain-rules.js';
import type { JudgedMetric } from './judged-metric.js';
import { scoreOf, type Score } from './metrics.js';
import { scoreProblem } from './score-problem.js';
import { countText, numberText, shareText } from './score-text.js';
import { marginIn, type RuleResult } from './verdict.js';

/** The scores that rules are judged on: of all held-out rows, or of a slice of them. */
export type ScoredModels = Pick<Evidence, 'candidate' | 'champion' | 'comparison'>;

/** One rule against the champion, and the candidate's score, already found usable. */
export interface Comparison extends GainRule {
  readonly metric: JudgedMetric;
  readonly candidate: number;
  /** The whole interval of this confidence has to keep to the rule; null for the measured gain alone. */
  readonly confidence: number | null;
}

/** Judges a candidate against the champion: held when it is not good enough, or when the two cannot be compared. */
export function compareWithChampion(comparison: Comparison, evidence: ScoredModels): RuleResult {
  const { name } = comparison.metric;
  const { champion } = evidence;
  if (evidence.candidate.source === 'self-reported') {
    const reason = `${name} was reported by the training procedure itself, on rows of its own choice: it cannot be compared with the champion's. Remove the rule, or train with build(params).`;
    return resultOf(comparison, null, 'rejected', reason);
  }
  if (champion === null) {
    const reason = `There is no champion yet to compare ${name} with: this rule was not judged.`;
    return resultOf(comparison, null, 'not-judged', reason);
  }
  if ('notComparable' in champion) {
    const reason = `${name} cannot be compared with version ${champion.version}: ${champion.notComparable}`;
    return resultOf(comparison, null, 'held', reason);
  }
  const { common } = champion;
  if (common !== undefined) return compareOnCommonRows(comparison, evidence, champion, common);
  const score = champion.metrics[name] ?? null;
  const problem = scoreProblem(comparison.metric, score);
  if (typeof score !== 'number' || problem !== null) {
    const reason = `${name} cannot be compared with version ${champion.version}, whose score ${problem}.`;
    return resultOf(comparison, score, 'held', reason);
  }
  return isCap(comparison)
    ? judgeCap(comparison, score, champion.version)
    : judgeGain(comparison, score, champion.version, evidence);
}

/** The two models on the rows that neither has learnt from, when they were split differently (decision 0019). */
function compareOnCommonRows(
  comparison: Comparison,
  evidence: ScoredModels,
  champion: ScoredChampion,
  { rows, candidate }: NonNullable<ScoredChampion['common']>,
): RuleResult {
  const { name } = comparison.metric;
  const on = `On the ${countText(rows)} held-out rows that were held out from version ${champion.version} too`;
  const own = scoreOf(candidate, name) ?? null;
  const problem = scoreProblem(comparison.metric, own);
  if (typeof own !== 'number' || problem !== null) {
    const reason = `${on}, ${name} of the candidate ${problem}: the two cannot be compared.`;
    return resultOf(comparison, champion.metrics[name] ?? null, 'held', reason);
  }
  const { version, fence, metrics } = champion;
  const result = compareWithChampion(
    { ...comparison, candidate: own },
    { ...evidence, champion: { version, fence, metrics } },
  );
  return { ...result, reason: `${on}, ${result.reason}` };
}

function judgeCap(comparison: Comparison, champion: number, version: number): RuleResult {
  const isMet = keepsTo(comparison, gainOver(champion, comparison), champion);
  const found = `${gainText(comparison, champion, version)}; ${gainRuleText(comparison)} is believed`;
  const reason = isMet
    ? `${found}.`
    : `${found}: too good to be true. Look for leakage before you trust it.`;
  return measured(comparison, champion, isMet ? 'passed' : 'rejected', reason);
}

function judgeGain(
  comparison: Comparison,
  champion: number,
  version: number,
  evidence: ScoredModels,
): RuleResult {
  const { metric, confidence } = comparison;
  const found = gainText(comparison, champion, version);
  const isMet = keepsTo(comparison, gainOver(champion, comparison), champion);
  if (confidence === null) {
    const reason = `${found}; ${ruleText(comparison)} is asked for.`;
    return measured(comparison, champion, isMet ? 'passed' : 'held', reason);
  }
  const interval = gainInterval(evidence, metric.name, confidence);
  if (interval === null) {
    const reason = `${found}; how sure that is was not found out, and ${ruleText(comparison)} is asked for.`;
    return measured(comparison, champion, 'held', reason);
  }
  const isSure = isMet && surelyKeepsTo(comparison, interval.low, champion);
  const reason = `${found} (${intervalText(interval, confidence)}); ${ruleText(comparison)} is asked for.`;
  return {
    ...measured(comparison, champion, isSure ? 'passed' : 'held', reason),
    interval: { confidence, ...interval },
  };
}

/** By how much the candidate is better, as terms of an exact sum. */
function gainOver(champion: number, { metric, candidate }: Comparison): readonly number[] {
  return metric.direction === 'higher' ? [candidate, -champion] : [champion, -candidate];
}

function gainText(comparison: Comparison, champion: number, version: number): string {
  const { metric, candidate, amount } = comparison;
  const gain = decimalSum(...gainOver(champion, comparison));
  const difference = gain === 0 ? 'the same as' : `${betterText(gain, amount)} than`;
  const reference = `the ${numberText(champion, candidate)} of version ${version}`;
  return `${metric.name} is ${numberText(candidate, champion)}, ${difference} ${reference}`;
}

function betterText(gain: number, ...beside: readonly number[]): string {
  return `${numberText(Math.abs(gain), ...beside)} ${gain < 0 ? 'worse' : 'better'}`;
}

function intervalText({ low, high, probabilityBetter }: GainInterval, confidence: number): string {
  const range = `${betterText(low)} to ${betterText(high)}`;
  return `${shareText(confidence)} interval: ${range}, better in ${shareText(probabilityBetter)} of draws`;
}

function ruleText(comparison: Comparison): string {
  return gainRuleText(comparison, isCap(comparison) ? null : comparison.confidence);
}

function resultOf(
  comparison: Comparison,
  champion: Score,
  result: RuleResult['result'],
  reason: string,
): RuleResult {
  const { metric, candidate } = comparison;
  return { subject: metric.name, rule: ruleText(comparison), candidate, champion, result, reason };
}

/** The result of a rule whose two scores are usable. */
function measured(
  comparison: Comparison,
  champion: number,
  result: RuleResult['result'],
  reason: string,
): RuleResult {
  const margin = marginOf(comparison, gainOver(champion, comparison), champion);
  return { ...resultOf(comparison, champion, result, reason), ...marginIn(margin) };
}
