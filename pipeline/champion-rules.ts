import { decimalSum, signOfSum } from './decimal.js';
import type { Evidence } from './evidence.js';
import { METRIC_DIRECTIONS, type MetricName, type Score } from './metrics.js';
import { scoreProblem } from './score-problem.js';
import { numberText, shareText } from './score-text.js';
import type { RuleResult } from './verdict.js';

export const CHAMPION_RULES = [
  'maxLoss',
  'requiredGain',
  'maxRelativeLoss',
  'requiredRelativeGain',
  'suspiciousGain',
  'suspiciousRelativeGain',
] as const;
export type ChampionRule = (typeof CHAMPION_RULES)[number];

export function isChampionRule(rule: string): rule is ChampionRule {
  return CHAMPION_RULES.some((name) => name === rule);
}

interface Meaning {
  /** Which side of the amount the gain has to be on. */
  readonly gainIs: 'at least' | 'at most';
  /** The amount is one of loss: a gain below 0. */
  readonly isLoss: boolean;
  /** The amount is a share of the champion's score, taken without its sign. */
  readonly isShare: boolean;
  readonly asked: string;
  readonly direction: 'worse' | 'better';
}

const MEANINGS: Readonly<Record<ChampionRule, Meaning>> = {
  maxLoss: meaning('at least', 'loss', 'amount', 'at most'),
  requiredGain: meaning('at least', 'gain', 'amount', 'at least'),
  maxRelativeLoss: meaning('at least', 'loss', 'share', 'at most'),
  requiredRelativeGain: meaning('at least', 'gain', 'share', 'at least'),
  suspiciousGain: meaning('at most', 'gain', 'amount', 'not more than'),
  suspiciousRelativeGain: meaning('at most', 'gain', 'share', 'not more than'),
};

function meaning(
  gainIs: Meaning['gainIs'],
  of: 'loss' | 'gain',
  unit: 'amount' | 'share',
  asked: string,
): Meaning {
  const isLoss = of === 'loss';
  return {
    gainIs,
    isLoss,
    isShare: unit === 'share',
    asked,
    direction: isLoss ? 'worse' : 'better',
  };
}

/** One rule against the champion, and the candidate's score, already found usable. */
export interface Comparison {
  readonly metric: MetricName;
  readonly rule: ChampionRule;
  readonly amount: number;
  readonly candidate: number;
}

/** Judges a candidate against the champion: held when it is not good enough, or when the two cannot be compared. */
export function compareWithChampion(comparison: Comparison, evidence: Evidence): RuleResult {
  const { metric } = comparison;
  const { champion } = evidence;
  if (evidence.candidate.source === 'self-reported') {
    const reason = `${metric} was reported by the training procedure itself, on rows of its own choice: it cannot be compared with the champion's. Remove the rule, or train with build(params).`;
    return resultOf(comparison, null, 'rejected', reason);
  }
  if (champion === null) {
    const reason = `There is no champion yet to compare ${metric} with: this rule was not judged.`;
    return resultOf(comparison, null, 'not-judged', reason);
  }
  if ('notComparable' in champion) {
    const reason = `${metric} cannot be compared with version ${champion.version}: ${champion.notComparable}`;
    return resultOf(comparison, null, 'held', reason);
  }
  const score = champion.metrics[metric] ?? null;
  const problem = scoreProblem(metric, score);
  if (typeof score !== 'number' || problem !== null) {
    const reason = `${metric} cannot be compared with version ${champion.version}, whose score ${problem}.`;
    return resultOf(comparison, score, 'held', reason);
  }
  return judge(comparison, score, champion.version);
}

function judge(comparison: Comparison, champion: number, version: number): RuleResult {
  const { metric, rule, candidate } = comparison;
  const gain = gainOver(champion, metric, candidate);
  const isMet = isEnough(comparison, gain, champion);
  const score = numberText(candidate, champion);
  const reference = `the ${numberText(champion, candidate)} of version ${version}`;
  const reason = `${metric} is ${score}, ${differenceText(decimalSum(...gain), comparison)} ${reference}`;
  if (MEANINGS[rule].gainIs === 'at least') {
    const asked = `${reason}; ${ruleText(comparison)} is asked for.`;
    return resultOf(comparison, champion, isMet ? 'passed' : 'held', asked);
  }
  const cap = isMet
    ? `${reason}; ${ruleText(comparison)} is believed.`
    : `${reason}; ${ruleText(comparison)} is believed: too good to be true. Look for leakage before you trust it.`;
  return resultOf(comparison, champion, isMet ? 'passed' : 'rejected', cap);
}

/** By how much the candidate is better, as terms of an exact sum. */
function gainOver(champion: number, metric: MetricName, candidate: number) {
  return METRIC_DIRECTIONS[metric] === 'higher'
    ? ([candidate, -champion] as const)
    : ([champion, -candidate] as const);
}

/**
 * Shares are multiplied out and never divided, so that a champion at 0 or below has a meaning: 2 % of 0 is 0. But where a
 * share of gain is asked for, a tie at 0 is none.
 */
function isEnough(
  { rule, amount }: Comparison,
  gain: readonly [number, number],
  champion: number,
): boolean {
  const { gainIs, isLoss, isShare } = MEANINGS[rule];
  const signed = isLoss ? amount : -amount;
  const sign = signOfSum(...gain, isShare ? [signed, Math.abs(champion)] : signed);
  if (gainIs === 'at most') return sign <= 0;
  return sign >= 0 && (isLoss || amount === 0 || signOfSum(...gain) > 0);
}

function differenceText(gain: number, { rule, amount }: Comparison): string {
  if (gain === 0) return 'the same as';
  const beside = MEANINGS[rule].isShare ? [] : [amount];
  return `${numberText(Math.abs(gain), ...beside)} ${gain > 0 ? 'better' : 'worse'} than`;
}

function ruleText({ rule, amount }: Comparison): string {
  const { asked, isShare, direction } = MEANINGS[rule];
  return `${asked} ${isShare ? shareText(amount) : amount} ${direction}`;
}

function resultOf(
  comparison: Comparison,
  champion: Score,
  result: RuleResult['result'],
  reason: string,
): RuleResult {
  const { metric: subject, candidate } = comparison;
  return { subject, rule: ruleText(comparison), candidate, champion, result, reason };
}
