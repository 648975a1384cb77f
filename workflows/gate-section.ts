import type { Evidence } from '../pipeline/evidence.js';
import { baselineName, gateTable, type GateTableRow } from '../pipeline/gate-table.js';
import { signedResult } from '../pipeline/result-signs.js';
import { countedText } from '../pipeline/score-text.js';
import type { Verdict } from '../pipeline/verdict.js';
import { markdownTable } from './markdown-table.js';

/** The Web UI carries the details in a URL: slices and contracts alone could be hundreds of rows. */
const MOST_ROWS = 20;

/** The gate's table with its most important rows; how many more there are stands under it. */
export function gateSection(evidence: Evidence | null, verdict: Verdict): string {
  const rows = gateTable(evidence, verdict);
  const shown = mostImportant(rows);
  const table = markdownTable(
    ['gate', 'candidate', 'champion', baselineName(evidence), 'rule', 'margin', 'result'],
    shown.map((row) => [
      row.subject,
      row.candidate,
      row.champion,
      row.baseline,
      row.rule,
      row.margin,
      row.result === 'reported' ? '' : signedResult(row.result),
    ]),
  );
  const left = rows.length - shown.length;
  return left === 0
    ? table
    : `${table}\n\n${countedText(left, 'row', 'rows')} more: \`ratchet explain\``;
}

/** In the order of the table. */
function mostImportant(rows: readonly GateTableRow[]): readonly GateTableRow[] {
  const kept = new Set(rows.toSorted((a, b) => importance(a) - importance(b)).slice(0, MOST_ROWS));
  return rows.filter((row) => kept.has(row));
}

/** The smaller, the more important. */
const RANKS: Readonly<Record<GateTableRow['result'], number>> = {
  rejected: 0,
  held: 1,
  warned: 2,
  passed: 3,
  'not-judged': 3,
  reported: 3,
};

function importance({ subject, result }: GateTableRow): number {
  const isPart = subject.startsWith('slice ') || subject.startsWith('column ');
  return RANKS[result] + (isPart ? 0.5 : 0);
}
