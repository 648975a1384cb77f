import type { Score } from './metrics.js';

/**
 * A number for people: four significant digits, or as many more as it takes to tell it from the numbers `beside` it, so
 * that 0.89999 under a floor of 0.9 is not shown as 0.9.
 */
export function numberText(value: number, ...beside: readonly number[]): string {
  const others = beside.filter((other) => other !== value);
  let digits = 4;
  while (digits < 17 && others.some((other) => rounded(other, digits) === rounded(value, digits))) {
    digits += 1;
  }
  return String(rounded(value, digits));
}

function rounded(value: number, digits: number): number {
  return Number(value.toPrecision(digits));
}

/** A score for people; `missing` when there is none. */
export function scoreText(score: Score, ...beside: readonly Score[]): string {
  if (score === null) return 'missing';
  if (typeof score !== 'number') return score;
  return numberText(score, ...beside.filter((other) => typeof other === 'number'));
}

/** `61,234`; without Intl, whose output depends on the ICU data of the Worker's Node. */
export function countText(count: number): string {
  return String(count).replaceAll(/\B(?=(?:\d{3})+$)/g, ',');
}

/** What a check found: counts, which people want exactly, and shares; nothing where it found none. */
export function foundText(found: Score, ...beside: readonly Score[]): string {
  if (found === null) return '';
  return typeof found === 'number' && Number.isInteger(found)
    ? countText(found)
    : scoreText(found, ...beside);
}

/** `1 entity`, `61,234 entities`. */
export function countedText(count: number, one: string, several: string): string {
  return `${countText(count)} ${count === 1 ? one : several}`;
}

/** `97.6 %`, with digits enough to tell it from none, from all, and from the shares `beside` it. */
export function shareText(share: number, ...beside: readonly number[]): string {
  return `${numberText(share * 100, 0, 100, ...beside.map((other) => other * 100))} %`;
}

/** The first `most` of some names, and how many more there are: `A, B, C and 4 more`. */
export function namesText(names: readonly string[], most: number): string {
  const more = names.length > most ? ` and ${names.length - most} more` : '';
  return `${names.slice(0, most).join(', ')}${more}`;
}
