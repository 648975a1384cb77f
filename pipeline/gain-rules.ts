import { decimalSum, signOfSum } from './decimal.js';
import type { MetricRule } from './gate-policy.js';
import { shareText } from './score-text.js';

export const CHAMPION_RULES = [
  'maxLoss',
  'requiredGain',
  'maxRelativeLoss',
  'requiredRelativeGain',
  'suspiciousGain',
  'suspiciousRelativeGain',
] as const;
export type ChampionRule = (typeof CHAMPION_RULES)[number];

/** Those that a confidence can be asked of. */
export const GAIN_RULES = [
  'maxLoss',
  'requiredGain',
  'maxRelativeLoss',
  'requiredRelativeGain',
] as const satisfies readonly ChampionRule[];

export function isChampionRule(rule: string): rule is ChampionRule {
  return CHAMPION_RULES.some((name) => name === rule);
}

/** What a policy asks of the candidate by itself. */
export function withoutChampionRules(rules: MetricRule): MetricRule {
  return Object.fromEntries(Object.entries(rules).filter(([name]) => !isChampionRule(name)));
}

interface Meaning {
  /** Which side of the amount the gain has to be on. */
  readonly gainIs: 'at least' | 'at most';
  /** The amount is one of loss: a gain below 0. */
  readonly isLoss: boolean;
  /** The amount is a share of the champion's score, taken without its sign. */
  readonly isShare: boolean;
  readonly asked: string;
}

const MEANINGS: Readonly<Record<ChampionRule, Meaning>> = {
  maxLoss: { gainIs: 'at least', isLoss: true, isShare: false, asked: 'at most' },
  requiredGain: { gainIs: 'at least', isLoss: false, isShare: false, asked: 'at least' },
  maxRelativeLoss: { gainIs: 'at least', isLoss: true, isShare: true, asked: 'at most' },
  requiredRelativeGain: { gainIs: 'at least', isLoss: false, isShare: true, asked: 'at least' },
  suspiciousGain: { gainIs: 'at most', isLoss: false, isShare: false, asked: 'not more than' },
  suspiciousRelativeGain: {
    gainIs: 'at most',
    isLoss: false,
    isShare: true,
    asked: 'not more than',
  },
};

/** A rule about the gain over the champion, with its amount. */
export interface GainRule {
  readonly rule: ChampionRule;
  readonly amount: number;
}

/** Whether the rule is one against gains too good to be true. */
export function isCap({ rule }: GainRule): boolean {
  return MEANINGS[rule].gainIs === 'at most';
}

/**
 * Whether a gain, given as terms of an exact sum, keeps to the rule. Shares are multiplied out and never divided, so that
 * a champion at 0 or below has a meaning: 2 % of 0 is 0. But where a share of gain is asked for, a tie at 0 is none.
 */
export function keepsTo(
  { rule, amount }: GainRule,
  gain: readonly number[],
  champion: number,
): boolean {
  const { gainIs, isLoss, isShare } = MEANINGS[rule];
  const signed = isLoss ? amount : -amount;
  const sign = signOfSum(...gain, isShare ? [signed, Math.abs(champion)] : signed);
  if (gainIs === 'at most') return sign <= 0;
  return sign >= 0 && (isLoss || amount === 0 || signOfSum(...gain) > 0);
}

/** How far a gain, given as terms of an exact sum, is on the right side of the rule, in units of the metric. */
export function marginOf(
  { rule, amount }: GainRule,
  gain: readonly number[],
  champion: number,
): number {
  const { gainIs, isLoss, isShare } = MEANINGS[rule];
  const signed = isLoss ? amount : -amount;
  const margin = decimalSum(...gain, isShare ? [signed, Math.abs(champion)] : signed);
  return gainIs === 'at least' ? margin : 0 - margin;
}

/** The rule in words, for example `at most 2 % worse`. */
export function gainRuleText({ rule, amount }: GainRule): string {
  const { asked, isShare, isLoss } = MEANINGS[rule];
  return `${asked} ${isShare ? shareText(amount) : amount} ${isLoss ? 'worse' : 'better'}`;
}
