import { decimalSum, signOfSum, type Term } from './decimal.js';
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
  const { gainIs, isLoss } = MEANINGS[rule];
  const sign = signOfSum(...beyond({ rule, amount }, gain, champion));
  if (gainIs === 'at most') return sign <= 0;
  return sign >= 0 && (isLoss || amount === 0 || signOfSum(...gain) > 0);
}

/** By how much a gain is more than the rule's amount, as terms of an exact sum. */
function beyond({ rule, amount }: GainRule, gain: readonly number[], champion: number): Term[] {
  const { isLoss, isShare } = MEANINGS[rule];
  const signed = isLoss ? amount : -amount;
  return [...gain, isShare ? [signed, Math.abs(champion)] : signed];
}

/**
 * Whether the low end of an interval keeps to a rule that is no cap. A gain has to lie beyond the amount with all of
 * it: models that answer all rows alike have an interval of 0 to 0, and neither of them is surely better.
 */
export function surelyKeepsTo(asked: GainRule, low: number, champion: number): boolean {
  if (MEANINGS[asked.rule].isLoss) return keepsTo(asked, [low], champion);
  return signOfSum(...beyond(asked, [low], champion)) > 0;
}

/** How far a gain, given as terms of an exact sum, is on the right side of the rule, in units of the metric. */
export function marginOf(asked: GainRule, gain: readonly number[], champion: number): number {
  const margin = decimalSum(...beyond(asked, gain, champion));
  return MEANINGS[asked.rule].gainIs === 'at least' ? margin : 0 - margin;
}

/** The rule in words, for example `at most 2 % worse`, or `more than 0 better with 95 % confidence`. */
export function gainRuleText({ rule, amount }: GainRule, confidence: number | null = null): string {
  const { asked, isShare, isLoss } = MEANINGS[rule];
  const isSureGain = confidence !== null && asked === 'at least';
  const words = `${isSureGain ? 'more than' : asked} ${isShare ? shareText(amount) : amount} ${isLoss ? 'worse' : 'better'}`;
  return confidence === null ? words : `${words} with ${shareText(confidence)} confidence`;
}
