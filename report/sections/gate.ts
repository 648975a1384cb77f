import type { ReportData } from '../../pipeline/report.js';
import { countedText, countText } from '../../pipeline/score-text.js';
import {
  cell,
  note,
  paragraph,
  type Block,
  type Cell,
  type Section,
  type Table,
} from '../document.js';
import { gateRows, type GateRow } from '../gate-rows.js';

const COLUMNS = [
  { name: 'metric' },
  { name: 'champion', isNumber: true },
  { name: 'candidate', isNumber: true },
  { name: 'delta', isNumber: true },
  { name: 'rule' },
  { name: 'interval of the gain' },
  { name: 'result' },
] as const;

const RESULTS: Readonly<Record<GateRow['result'], Cell>> = {
  passed: cell('✔ passed', 'good'),
  warned: cell('▲ warned', 'warning'),
  held: cell('● held', 'warning'),
  rejected: cell('✘ rejected', 'bad'),
  'not-judged': cell('not judged', 'quiet'),
  reported: cell('reported', 'quiet'),
};

/** What was judged by which rule, on which rows. */
export function gateSection(data: ReportData): Section {
  return {
    id: 'gate',
    title: 'What the gate judged',
    blocks: [...judgedOn(data), ...table(data), ...warnings(data)],
  };
}

function table({ decision, evidence }: ReportData): Block[] {
  if (decision === null) {
    return [
      note(
        'The ledger has no decision of this run: it was made by a Ratchet that did not record them yet.',
      ),
    ];
  }
  const rows = gateRows({ results: decision.record.results, policy: decision.policy, evidence });
  if (rows.length === 0) return [note('No rule was judged.')];
  return [{ kind: 'table', label: 'Rules and results', table: gateTable(rows) }];
}

function gateTable(rows: readonly GateRow[]): Table {
  return {
    columns: COLUMNS,
    rows: rows.map(({ subject, champion, candidate, delta, rule, interval, result }) => [
      ...[subject, champion, candidate, delta, rule, interval].map((text) => cell(text)),
      RESULTS[result],
    ]),
  };
}

function judgedOn({ evidence }: ReportData): Block[] {
  if (evidence === null) {
    return [note('Nothing was trained: the data itself was refused, by the rules below.')];
  }
  const { rows, champion, candidate } = evidence;
  if (candidate.source === 'self-reported') {
    return [
      note(
        'Scores are self-reported by the training procedure: no held-out rows of ours stand behind them.',
      ),
    ];
  }
  const held = `Judged on ${countText(rows.test)} held-out rows${classesText(evidence)}`;
  if (champion === null) return [paragraph(`${held}; there is no champion yet.`)];
  return [
    'metrics' in champion
      ? paragraph(`${held}, the same for the champion (version ${champion.version}).`)
      : note(
          `${held}. The champion (version ${champion.version}) could not be scored: ${champion.notComparable}`,
        ),
    ...looksText(evidence),
  ];
}

function classesText({ classes, labels }: NonNullable<ReportData['evidence']>): string {
  if (classes !== undefined) return `, ${countText(classes.positive)} of them positive`;
  return labels === undefined ? '' : `, of ${Object.keys(labels).length} classes`;
}

/** Every look at the same hold-out makes a lucky candidate likelier. */
function looksText({ looks }: NonNullable<ReportData['evidence']>): Block[] {
  if (looks === undefined) return [];
  return [
    paragraph(
      looks === 0
        ? 'No candidate was judged on this hold-out before.'
        : `${countedText(looks, 'earlier candidate was', 'earlier candidates were')} judged on this same hold-out.`,
    ),
  ];
}

function warnings({ decision }: ReportData): Block[] {
  const warned = decision?.record.results.filter(({ result }) => result === 'warned') ?? [];
  if (warned.length === 0) return [];
  return [
    { kind: 'heading', text: 'Warnings' },
    { kind: 'list', items: warned.map(({ reason }) => reason) },
  ];
}
