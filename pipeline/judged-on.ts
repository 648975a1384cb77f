import { commonRows } from './compared-scores.js';
import type { Evidence } from './evidence.js';
import { countText, numberText } from './score-text.js';

/** In one sentence, on which rows a candidate was judged, and beside which champion; `null` is that of refused data. */
export function judgedOnText(evidence: Evidence | null): string {
  if (evidence === null) return 'Judged on the data; nothing was trained.';
  const { candidate, champion } = evidence;
  if (candidate.source === 'self-reported') {
    return 'Scores are self-reported by the procedure: no held-out rows of ours stand behind them.';
  }
  const held = heldOutText(evidence);
  if (champion === null) return `${held}; there is no champion yet.`;
  const version = `the champion (version ${champion.version})`;
  if ('notComparable' in champion) {
    return `${held}; ${version} could not be scored: ${champion.notComparable}`;
  }
  const common = commonRows(evidence);
  return common === null
    ? `${held}, the same for ${version}.`
    : `${held}; compared with ${version} on the ${countText(common.rows)} of them that were held out from it too.`;
}

function heldOutText({ rows, classes, labels, threshold }: Evidence): string {
  const positive = classes === undefined ? '' : `, ${countText(classes.positive)} of them positive`;
  const several = labels === undefined ? '' : `, of ${Object.keys(labels).length} classes`;
  const decided =
    threshold === undefined ? '' : `, called so from a probability of ${numberText(threshold)} on`;
  return `Judged on ${countText(rows.test)} held-out rows${positive}${several}${decided}`;
}
