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
  const thresholds = thresholdsText(evidence);
  if (champion === null) return `${held}; there is no champion yet${thresholds}.`;
  const version = `the champion (version ${champion.version})`;
  if ('notComparable' in champion) {
    return `${held}${thresholds}; ${version} could not be scored: ${champion.notComparable}`;
  }
  const common = commonRows(evidence);
  const compared =
    common === null
      ? `, the same for ${version}`
      : `; compared with ${version} on the ${countText(common.rows)} of them that were held out from it too`;
  return `${held}${compared}${thresholds}.`;
}

function heldOutText({ rows, classes, labels }: Evidence): string {
  const positive = classes === undefined ? '' : `, ${countText(classes.positive)} of them positive`;
  const several = labels === undefined ? '' : `, of ${Object.keys(labels).length} classes`;
  return `Judged on ${countText(rows.test)} held-out rows${positive}${several}`;
}

/** Each model has its own, chosen on the validation rows of its day. */
function thresholdsText(evidence: Evidence): string {
  const { champion } = evidence;
  const { candidate, champion: theirs } = thresholdsOf(evidence);
  if (champion === null || theirs === null) {
    return candidate === null ? '' : calls('the candidate', candidate);
  }
  const version = `version ${champion.version}`;
  return candidate === null
    ? calls(version, theirs)
    : `${calls('the candidate', candidate, theirs)}, ${version} from ${numberText(theirs, candidate)} on`;
}

function calls(model: string, threshold: number, ...beside: readonly number[]): string {
  return `; ${model} calls a row positive from a probability of ${numberText(threshold, ...beside)} on`;
}

interface Thresholds {
  readonly candidate: number | null;
  readonly champion: number | null;
}

/** From which probability on each model calls a row positive; null where none was chosen, or the evidence does not tell. */
export function thresholdsOf({
  threshold,
  champion,
}: Pick<Evidence, 'threshold' | 'champion'>): Thresholds {
  const scored = champion !== null && 'metrics' in champion ? champion : null;
  return { candidate: threshold ?? null, champion: scored?.threshold ?? null };
}
