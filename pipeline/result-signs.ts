import type { RuleVerdict } from './verdict.js';

/** How a rule was judged, in one sign: the same in the terminal, in Temporal's Web UI and in reports. */
export const RESULT_SIGNS: Readonly<Record<RuleVerdict, string>> = {
  passed: '✔',
  warned: '▲',
  held: '●',
  rejected: '✘',
  'not-judged': '–',
};

/** How a rule was judged, with its sign: `✔ passed`; `not judged` needs none. */
export function signedResult(result: RuleVerdict): string {
  return result === 'not-judged' ? 'not judged' : `${RESULT_SIGNS[result]} ${result}`;
}
