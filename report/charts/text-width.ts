import { textMetrics } from 'vega';

declare module 'vega' {
  /** Vega's own, which its types do not know: how it measures text where there is no canvas. */
  export const textMetrics: {
    width: (item: { readonly fontSize?: number; readonly limit?: number }, text: string) => number;
  };
}

/** In shares of the font's size, for the sans-serif fonts that a page may be shown in. */
const NARROW = 0.35;
const USUAL = 0.62;
const CAPITAL = 0.73;
const WIDE = 1;

/**
 * Vega takes 0.8 of the size for each letter, so that names would be cut and margins too wide. A text that it cuts at
 * `limit` needs no more room than that.
 */
export function measureTextByLetters(): void {
  textMetrics.width = ({ fontSize = 12, limit }, text) => {
    const width = Array.from(text).reduce((sum, letter) => sum + letterWidth(letter), 0) * fontSize;
    return limit !== undefined && limit > 0 ? Math.min(width, limit) : width;
  };
}

function letterWidth(letter: string): number {
  if (/[iljtfr.,:;'|!()[\] ]/.test(letter)) return NARROW;
  if (/[A-Z&%_]/.test(letter)) return CAPITAL;
  return letter > '\u02FF' || /[mwMW@]/.test(letter) ? WIDE : USUAL;
}
