import { decimalSum, signOfSum } from './decimal.js';
import type { Evidence } from './evidence.js';
import { METRIC_DIRECTIONS, type MetricName, type Score } from './metrics.js';
import { scoreProblem } from './score-problem.js';
import { numberText } from './score-text.js';
import type { RuleResult } from './verdict.js';

/** One rule against the champion, and the candidate's score, already found usable. */
export interface Comparison {
  readonly metric: MetricName;
  readonly rule: 'maxLoss' | 'requiredGain';
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
  const { metric, rule, amount, candidate } = comparison;
  const gain: readonly [number, number] =
    METRIC_DIRECTIONS[metric] === 'higher' ? [candidate, -champion] : [champion, -candidate];
  const isMet = signOfSum(...gain, rule === 'maxLoss' ? amount : -amount) >= 0;
  const score = numberText(candidate, champion);
  const reference = `the ${numberText(champion, candidate)} of version ${version}`;
  const difference = differenceText(decimalSum(...gain), amount);
  const reason = `${metric} is ${score}, ${difference} ${reference}; ${ruleText(comparison)} is asked for.`;
  return resultOf(comparison, champion, isMet ? 'passed' : 'held', reason);
}

function differenceText(gain: number, amount: number): string {
  if (gain === 0) return 'the same as';
  return `${numberText(Math.abs(gain), amount)} ${gain > 0 ? 'better' : 'worse'} than`;
}

function ruleText({ rule, amount }: Comparison): string {
  return rule === 'maxLoss' ? `at most ${amount} worse` : `at least ${amount} better`;
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
