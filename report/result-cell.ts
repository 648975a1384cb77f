import { signedResult } from '../pipeline/result-signs.js';
import type { RuleVerdict } from '../pipeline/verdict.js';
import { word, type Cell, type Tone } from './document.js';

const TONES: Readonly<Record<RuleVerdict, Tone>> = {
  passed: 'good',
  warned: 'warning',
  held: 'warning',
  rejected: 'bad',
  'not-judged': 'quiet',
};

/** How a rule was judged. */
export function resultCell(result: RuleVerdict): Cell {
  return word(signedResult(result), TONES[result]);
}
