import type { Evidence } from '../../pipeline/evidence.js';
import { baselineName, gateTable, type GateTableRow } from '../../pipeline/gate-table.js';
import { judgedOnText } from '../../pipeline/judged-on.js';
import type { Verdict } from '../../pipeline/verdict.js';
import type { Colors } from '../output.js';
import { plainTable } from './table.js';
import { resultText } from './verdict-words.js';

const NUMBER_COLUMNS = [1, 2, 3] as const;

/** What the gate judged, champion beside candidate, and on which rows. A metric with several rules has several lines. */
export function gateView(evidence: Evidence | null, verdict: Verdict, colors: Colors): string {
  const table = gateTable(evidence, verdict);
  const rows = table.map((row, index) => cells(row, table[index - 1], colors));
  return [
    plainTable(
      headOf(evidence).map((name) => colors.dim(name)),
      rows,
      NUMBER_COLUMNS,
    ),
    colors.dim(judgedOnText(evidence)),
  ].join('\n');
}

function headOf(evidence: Evidence | null): readonly string[] {
  return ['metric', 'candidate', 'champion', baselineName(evidence), 'rule', ''];
}

/** Numbers once: those of a rule against a champion of another split are others than those of a floor. */
function cells(row: GateTableRow, above: GateTableRow | undefined, colors: Colors): string[] {
  const { subject, candidate, champion, baseline, rule, result } = row;
  const isOfSubject = subject === above?.subject;
  const isRepeated = isOfSubject && candidate === above.candidate && champion === above.champion;
  const scores = isRepeated ? ['', '', ''] : [candidate, champion, baseline];
  const judged = result === 'reported' ? '' : resultText(result, colors);
  return [isOfSubject ? '' : subject, ...scores, rule, judged];
}
