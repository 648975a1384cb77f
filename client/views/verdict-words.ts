import type { RecordedResult } from '../../pipeline/decision.js';
import type { Verdict } from '../../pipeline/verdict.js';
import type { Colors } from '../output.js';

/** A verdict as a person sees it first; `–` for none. */
export function verdictText(verdict: Verdict['kind'] | null, colors: Colors): string {
  if (verdict === 'passed') return `${colors.green('✔')} ${colors.bold('PASSED')}`;
  if (verdict === 'held') return `${colors.yellow('●')} ${colors.bold('HELD')}`;
  if (verdict === 'rejected') return `${colors.red('✘')} ${colors.bold('REJECTED')}`;
  return `${colors.dim('–')} ${colors.bold('NO VERDICT')}`;
}

/** How one rule was judged, in one sign. */
export function resultMark(result: RecordedResult['result'], colors: Colors): string {
  return {
    passed: colors.green('✔'),
    warned: colors.yellow('!'),
    held: colors.yellow('●'),
    rejected: colors.red('✘'),
    'not-judged': colors.dim('–'),
  }[result];
}

/** How one rule was judged, with its word. */
export function resultText(result: RecordedResult['result'], colors: Colors): string {
  return `${resultMark(result, colors)} ${result === 'not-judged' ? 'not judged' : result}`;
}
