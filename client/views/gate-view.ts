import type { Evidence } from '../../pipeline/evidence.js';
import { baselineName, gateTable, type GateTableRow } from '../../pipeline/gate-table.js';
import { countText, numberText } from '../../pipeline/score-text.js';
import type { Verdict } from '../../pipeline/verdict.js';
import type { Colors } from '../output.js';
import { plainTable } from './table.js';

const NUMBER_COLUMNS = [1, 2, 3] as const;

/** What the gate judged, champion beside candidate, and on which rows. A metric with several rules has several lines. */
export function gateView(evidence: Evidence | null, verdict: Verdict, colors: Colors): string {
  const table = gateTable(evidence, verdict);
  const rows = table.map((row, index) => cells(row, table[index - 1]?.subject, colors));
  return [
    plainTable(
      headOf(evidence).map((name) => colors.dim(name)),
      rows,
      NUMBER_COLUMNS,
    ),
    colors.dim(judgedOn(evidence)),
  ].join('\n');
}

function headOf(evidence: Evidence | null): readonly string[] {
  return ['metric', 'candidate', 'champion', baselineName(evidence), 'rule', ''];
}

function cells(row: GateTableRow, subjectAbove: string | undefined, colors: Colors): string[] {
  const { subject, candidate, champion, baseline, rule } = row;
  const scores =
    subject === subjectAbove ? ['', '', '', ''] : [subject, candidate, champion, baseline];
  return [...scores, rule, resultText(row, colors)];
}

function resultText({ result }: GateTableRow, colors: Colors): string {
  const texts = {
    passed: colors.green('✔ passed'),
    warned: colors.yellow('● warned'),
    held: colors.yellow('● held'),
    rejected: colors.red('✘ rejected'),
    'not-judged': colors.dim('not judged'),
    reported: '',
  } satisfies Record<GateTableRow['result'], string>;
  return texts[result];
}

function judgedOn(evidence: Evidence | null): string {
  if (evidence === null) return 'Judged on the data; nothing was trained.';
  const { rows, classes, candidate, champion, threshold } = evidence;
  if (candidate.source === 'self-reported') {
    return 'Scores are self-reported by the procedure: no held-out rows of ours stand behind them.';
  }
  const positive = classes === undefined ? '' : `, ${countText(classes.positive)} of them positive`;
  const decided =
    threshold === undefined ? '' : `, called so from a probability of ${numberText(threshold)} on`;
  const held = `Judged on ${countText(rows.test)} held-out rows${positive}${decided}`;
  if (champion === null) return `${held}; there is no champion yet.`;
  const version = `the champion (version ${champion.version})`;
  if ('notComparable' in champion) {
    return `${held}; ${version} could not be scored: ${champion.notComparable}`;
  }
  const { common } = champion;
  return common === undefined
    ? `${held}, the same for ${version}.`
    : `${held}; compared with ${version} on the ${countText(common.rows)} of them that were held out from it too.`;
}
