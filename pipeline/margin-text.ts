import { foundText } from './score-text.js';
import type { RuleResult } from './verdict.js';

/** `+0.01`, `-0.0143` or `+1,204`. */
export function signedText(number: number): string {
  return `${number > 0 ? '+' : ''}${foundText(number)}`;
}

/** How far on the right side of its rule a number is, with the interval of the gain where one was asked for; empty for none. */
export function marginText({ margin, interval }: Pick<RuleResult, 'margin' | 'interval'>): string {
  if (margin === undefined) return '';
  if (interval === undefined) return signedText(margin);
  const { low, high } = interval;
  return `${signedText(margin)} (${signedText(low)} to ${signedText(high)})`;
}
