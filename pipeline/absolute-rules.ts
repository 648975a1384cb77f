import { decimalSum } from './decimal.js';
import { numberText } from './score-text.js';
import { marginIn, type RuleResult } from './verdict.js';

export const ABSOLUTE_RULES = ['min', 'max', 'suspiciousAbove', 'suspiciousBelow'] as const;
type AbsoluteRule = (typeof ABSOLUTE_RULES)[number];

interface Words {
  readonly isMet: (score: number, bound: number) => boolean;
  /** The rule, before its bound. */
  readonly asked: string;
  /** What is wrong, before and after the bound. */
  readonly missed: readonly [before: string, after: string];
}

const WORDS: Readonly<Record<AbsoluteRule, Words>> = {
  min: {
    isMet: (score, bound) => score >= bound,
    asked: 'at least',
    missed: ['below the floor of', '.'],
  },
  max: {
    isMet: (score, bound) => score <= bound,
    asked: 'at most',
    missed: ['above the ceiling of', '.'],
  },
  suspiciousAbove: {
    isMet: (score, bound) => score <= bound,
    asked: 'not above',
    missed: ['above', ': too good to be true. Look for leakage before you trust it.'],
  },
  suspiciousBelow: {
    isMet: (score, bound) => score >= bound,
    asked: 'not below',
    missed: ['below', ': too good to be true. Look for leakage before you trust it.'],
  },
};

/** Those that a score has to be above. */
const FLOORS: readonly AbsoluteRule[] = ['min', 'suspiciousBelow'];

/** One rule that needs no champion, and the candidate's score, already found usable. */
export interface Bound {
  /** Name of the metric. */
  readonly metric: string;
  readonly rule: AbsoluteRule;
  readonly bound: number;
  readonly candidate: number;
  readonly isSelfReported: boolean;
}

/** Judges a score by itself; a score exactly at the bound passes. */
export function judgeBound({ metric, rule, bound, candidate, isSelfReported }: Bound): RuleResult {
  const { isMet, asked, missed } = WORDS[rule];
  const name = isSelfReported ? `${metric} (self-reported)` : metric;
  const score = `${name} is ${numberText(candidate, bound)}`;
  const passed = isMet(candidate, bound);
  return {
    subject: metric,
    rule: `${asked} ${bound}`,
    candidate,
    champion: null,
    result: passed ? 'passed' : 'rejected',
    reason: passed ? `${score}, ${asked} ${bound}.` : `${score}, ${missed[0]} ${bound}${missed[1]}`,
    ...marginIn(
      FLOORS.includes(rule) ? decimalSum(candidate, -bound) : decimalSum(bound, -candidate),
    ),
  };
}
