import { RESULT_SIGNS, signedResult } from '../../pipeline/result-signs.js';
import type { RuleVerdict, Verdict } from '../../pipeline/verdict.js';
import type { Colors } from '../output.js';

/** A verdict as a person sees it first; `–` for none. */
export function verdictText(verdict: Verdict['kind'] | null, colors: Colors): string {
  if (verdict === 'passed') return `${colors.green('✔')} ${colors.bold('PASSED')}`;
  if (verdict === 'held') return `${colors.yellow('●')} ${colors.bold('HELD')}`;
  if (verdict === 'rejected') return `${colors.red('✘')} ${colors.bold('REJECTED')}`;
  return `${colors.dim('–')} ${colors.bold('NO VERDICT')}`;
}

/** How one rule was judged, in one sign. */
export function resultMark(result: RuleVerdict, colors: Colors): string {
  return colorOf(result, colors)(RESULT_SIGNS[result]);
}

/** How one rule was judged, with its word. */
export function resultText(result: RuleVerdict, colors: Colors): string {
  return colorOf(result, colors)(signedResult(result));
}

function colorOf(result: RuleVerdict, colors: Colors): (text: string) => string {
  if (result === 'passed') return colors.green;
  if (result === 'rejected') return colors.red;
  return result === 'not-judged' ? colors.dim : colors.yellow;
}
