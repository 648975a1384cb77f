import type { SliceEvidence } from '../../pipeline/evidence.js';
import type { ReportData } from '../../pipeline/report.js';
import { countText } from '../../pipeline/score-text.js';
import { sliceValue } from '../../pipeline/slice-name.js';
import { slicesFigure, type SliceScore } from '../charts/slices.js';
import {
  cell,
  note,
  type Block,
  type Cell,
  type Figure,
  type Section,
  type Table,
} from '../document.js';
import { finite, scoreOrNothing } from '../numbers.js';
import { resultCell } from '../result-cell.js';
import { metricsOfColumn, sliceRows, worstFirst, type SliceRow } from '../slice-rows.js';

/** More would make a drawing longer than a page; the table has them all. */
const MOST_DRAWN = 30;
/** Of one column; the table has them all. */
const MOST_METRICS_DRAWN = 3;

/** The parts of the held-out rows that the policy names, the worst first. */
export function slicesSection({ evidence, decision }: ReportData): Section | null {
  if (evidence === null) return null;
  const rows = sliceRows({ evidence, decision });
  const blocks =
    rows.length === 0
      ? [note('The policy names no slices: only all held-out rows together were judged.')]
      : [
          ...drawings({ evidence, decision }),
          { kind: 'table' as const, label: 'Slices', table: slicesTable(rows) },
        ];
  return { id: 'slices', title: 'Slices, the worst first', blocks };
}

type Judged = Parameters<typeof sliceRows>[0];

/** One for each column and each metric that its slices were judged by: values of one column compare, metrics do not. */
function drawings(judged: Judged): Block[] {
  const columns = [...new Set((judged.evidence.slices ?? []).map(({ by }) => by))];
  const asked = columns.flatMap((by) =>
    metricsOfColumn(by, judged)
      .slice(0, MOST_METRICS_DRAWN)
      .map((metric) => ({ by, metric })),
  );
  const drawn = asked.map(({ by, metric }, index) => drawing(by, metric, index + 1, judged));
  const figures = drawn.filter((figure) => figure !== null);
  const missing = asked.filter((_, index) => drawn[index] === null);
  return [
    ...(figures.length === 0 ? [] : [{ kind: 'figures' as const, figures }]),
    ...missing.map(({ by, metric }) => note(`No slice of ${by} has a ${metric} that is a number.`)),
    ...columns.flatMap((by) => undrawn(by, metricsOfColumn(by, judged))),
  ];
}

function undrawn(column: string, metrics: readonly string[]): Block[] {
  const rest = metrics.slice(MOST_METRICS_DRAWN);
  return rest.length === 0 ? [] : [note(`${rest.join(', ')} by ${column}: in the table alone.`)];
}

function drawing(
  column: string,
  metric: string,
  number: number,
  { evidence, decision }: Judged,
): Figure | null {
  const slices = (evidence.slices ?? []).filter(({ by }) => by === column);
  const scores = worstFirst(slices, metric, decision?.policy ?? null).flatMap((slice) =>
    sliceScore(slice, metric),
  );
  if (scores.length === 0) return null;
  return slicesFigure({
    id: `slices-${number}`,
    column,
    metric,
    slices: scores.slice(0, MOST_DRAWN),
    overall: finite(evidence.candidate.metrics[metric]),
  });
}

function sliceScore(slice: SliceEvidence, metric: string): SliceScore[] {
  const candidate = finite(slice.candidate[metric]);
  if (candidate === null) return [];
  // Points on the same line are of the same rows.
  const champion = slice.common === undefined ? finite(slice.champion?.[metric]) : null;
  return [{ name: sliceValue(slice), rows: slice.rows, candidate, champion }];
}

function slicesTable(rows: readonly SliceRow[]): Table {
  const areOfTwoSplits = rows.some(({ slice }) => slice?.common !== undefined);
  const compared = areOfTwoSplits ? ' on both' : '';
  return {
    columns: [
      { name: 'slice' },
      { name: 'rows', isNumber: true },
      { name: 'metric' },
      ...(areOfTwoSplits ? ALL_ROWS_COLUMNS : []),
      { name: `champion${compared}`, isNumber: true },
      { name: `candidate${compared}`, isNumber: true },
      { name: 'rule' },
      { name: 'result' },
    ],
    rows: rows.map(({ name, slice, metric, rules, result }) => [
      cell(name),
      cell(slice === undefined ? '' : countText(slice.rows)),
      cell(metric ?? ''),
      ...(areOfTwoSplits ? allRowsCells(slice, metric) : []),
      ...comparedCells(slice, metric),
      cell(rules.join('; ')),
      resultCell(result),
    ]),
  };
}

/** What stands before the scores that compare, when a champion of another split was asked about some of the rows only. */
const ALL_ROWS_COLUMNS: Table['columns'] = [
  { name: 'candidate', isNumber: true },
  { name: 'rows held out from both', isNumber: true },
];

function allRowsCells(slice: SliceRow['slice'], metric: string | null): Cell[] {
  return [
    cell(scoreOrNothing(slice?.candidate[metric ?? ''])),
    cell(slice === undefined ? '' : countText(slice.common?.rows ?? 0)),
  ];
}

/** Scores of both models on the same rows. */
function comparedCells(slice: SliceRow['slice'], metric: string | null): Cell[] {
  const own = (slice?.common?.candidate ?? slice?.candidate)?.[metric ?? ''];
  const other = slice?.champion?.[metric ?? ''];
  return [cell(scoreOrNothing(other, own ?? null)), cell(scoreOrNothing(own, other ?? null))];
}
