import { judgedOnText } from '../../pipeline/judged-on.js';
import type { ReportData } from '../../pipeline/report.js';
import { countedText, scoreText } from '../../pipeline/score-text.js';
import { cell, note, paragraph, word, type Block, type Section, type Table } from '../document.js';
import { gateRows, type GateRow } from '../gate-rows.js';
import { resultCell } from '../result-cell.js';

const COLUMNS = [
  { name: 'metric' },
  { name: 'champion', isNumber: true },
  { name: 'candidate', isNumber: true },
  { name: 'gain', isNumber: true },
  { name: 'rule' },
  { name: 'margin', isNumber: true },
  { name: 'interval of the gain' },
  { name: 'result' },
] as const;

/** What was judged by which rule, on which rows. */
export function gateSection(data: ReportData): Section {
  return {
    id: 'gate',
    title: 'What the gate judged',
    blocks: [...judgedOn(data), ...table(data), ...warnings(data), ...candidates(data)],
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
    rows: rows.map(({ subject, champion, candidate, gain, rule, margin, interval, result }) => [
      ...[subject, champion, candidate, gain, rule, margin, interval].map((text) => cell(text)),
      result === 'reported' ? word('reported', 'quiet') : resultCell(result),
    ]),
  };
}

function judgedOn({ evidence }: ReportData): Block[] {
  const text = judgedOnText(evidence);
  if (evidence === null || evidence.candidate.source === 'self-reported') return [note(text)];
  const { champion } = evidence;
  const isUncompared = champion !== null && 'notComparable' in champion;
  return [isUncompared ? note(text) : paragraph(text), ...looksText(evidence)];
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

/** Of several candidates only one goes to the gate: which, and how the others scored where it was chosen. */
function candidates({ decision }: ReportData): Block[] {
  const choice = decision?.record.recipe.choice;
  if (choice === undefined) return [];
  const { chosen, metric, candidates: all } = choice;
  const scores = all.map(({ validation }) => validation[metric] ?? null);
  return [
    { kind: 'heading', text: 'Candidates of this run' },
    {
      kind: 'table',
      label: 'Candidates',
      table: {
        columns: [
          { name: 'candidate' },
          { name: `${metric} on the validation rows`, isNumber: true },
          { name: 'came to the gate' },
        ],
        rows: all.map(({ name, failure }, index) => [
          cell([{ code: name }]),
          cell(failure === null ? scoreText(scores[index] ?? null, ...scores) : ''),
          name === chosen
            ? word('✔ the best', 'good')
            : cell(
                failure === null ? 'no' : `failed: ${failure}`,
                failure === null ? 'quiet' : 'bad',
              ),
        ]),
      },
    },
  ];
}
