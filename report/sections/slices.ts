import type { RecordedResult } from '../../pipeline/decision.js';
import type { Evidence, SliceEvidence } from '../../pipeline/evidence.js';
import type { GatePolicy } from '../../pipeline/gate-policy.js';
import { judgedMetric } from '../../pipeline/judged-metric.js';
import { slicedMetric } from '../../pipeline/primary-metric.js';
import type { ReportData } from '../../pipeline/report.js';
import { countText } from '../../pipeline/score-text.js';
import { sliceName } from '../../pipeline/slice-name.js';
import { slicesFigure, type SliceScore } from '../charts/slices.js';
import { cell, note, type Block, type Section, type Table } from '../document.js';
import { resultCell } from '../result-cell.js';
import { finite, scoreOrNothing } from '../numbers.js';

/** More would make a drawing longer than a page; the table has them all. */
const MOST_DRAWN = 30;

/** The parts of the held-out rows that the policy names, the worst first. */
export function slicesSection(data: ReportData): Section | null {
  const { evidence, decision } = data;
  if (evidence === null) return null;
  const slices = evidence.slices ?? [];
  const blocks =
    slices.length === 0
      ? [note('The policy names no slices: only all held-out rows together were judged.')]
      : sliceBlocks(slices, evidence, decision);
  return { id: 'slices', title: 'Slices, the worst first', blocks };
}

function sliceBlocks(
  slices: readonly SliceEvidence[],
  evidence: Evidence,
  decision: ReportData['decision'],
): Block[] {
  const metric = slicedMetric(decision, evidence);
  if (metric === null) return [note('The slices have no score.')];
  const ordered = worstFirst(slices, metric, decision?.policy ?? null);
  const results = decision?.record.results ?? [];
  return [
    ...drawn(ordered, metric, evidence),
    { kind: 'table', label: 'Slices', table: slicesTable(ordered, metric, results) },
  ];
}

function worstFirst(
  slices: readonly SliceEvidence[],
  metric: string,
  policy: GatePolicy | null,
): readonly SliceEvidence[] {
  const sign = judgedMetric(metric, policy ?? {})?.direction === 'lower' ? -1 : 1;
  const goodness = ({ candidate }: SliceEvidence) => {
    const score = finite(candidate[metric]);
    return score === null ? Number.NEGATIVE_INFINITY : sign * score;
  };
  return slices.toSorted((a, b) => goodness(a) - goodness(b) || b.rows - a.rows);
}

function drawn(slices: readonly SliceEvidence[], metric: string, evidence: Evidence): Block[] {
  const scores = slices.flatMap((slice): SliceScore[] => {
    const candidate = finite(slice.candidate[metric]);
    if (candidate === null) return [];
    // Points on the same line are of the same rows.
    const champion = slice.common === undefined ? finite(slice.champion?.[metric]) : null;
    return [{ name: sliceName(slice), rows: slice.rows, candidate, champion }];
  });
  if (scores.length === 0) return [note(`No slice has a ${metric} that is a number.`)];
  const overall = finite(evidence.candidate.metrics[metric]);
  return [
    { kind: 'figures', figures: [slicesFigure(metric, scores.slice(0, MOST_DRAWN), overall)] },
  ];
}

function slicesTable(
  slices: readonly SliceEvidence[],
  metric: string,
  results: readonly RecordedResult[],
): Table {
  const areOfTwoSplits = slices.some(({ common }) => common !== undefined);
  const compared = areOfTwoSplits ? ' on both' : '';
  return {
    columns: [
      { name: 'slice' },
      { name: 'rows', isNumber: true },
      ...(areOfTwoSplits ? allRowsColumns(metric) : []),
      { name: `champion ${metric}${compared}`, isNumber: true },
      { name: `candidate ${metric}${compared}`, isNumber: true },
      { name: 'judged' },
    ],
    rows: slices.map((slice) => [
      cell(sliceName(slice)),
      cell(countText(slice.rows)),
      ...(areOfTwoSplits ? allRowsCells(slice, metric) : []),
      ...comparedCells(slice, metric),
      judgedCell(slice, results),
    ]),
  };
}

/** What stands before the scores that compare, when a champion of another split was asked about some of the rows only. */
function allRowsColumns(metric: string): Table['columns'] {
  return [
    { name: `candidate ${metric}`, isNumber: true },
    { name: 'rows held out from both', isNumber: true },
  ];
}

function allRowsCells({ candidate, common }: SliceEvidence, metric: string) {
  const own = candidate[metric] ?? null;
  return [cell(scoreOrNothing(own, own)), cell(countText(common?.rows ?? 0))];
}

/** Scores of both models on the same rows. */
function comparedCells({ candidate, champion, common }: SliceEvidence, metric: string) {
  const own = (common?.candidate ?? candidate)[metric];
  const other = champion?.[metric];
  return [cell(scoreOrNothing(other, own ?? null)), cell(scoreOrNothing(own, other ?? null))];
}

const WORST_FIRST = ['rejected', 'held', 'warned', 'passed'] as const;

function judgedCell(slice: SliceEvidence, results: readonly RecordedResult[]) {
  const subject = `slice ${sliceName(slice)}`;
  const own = results.filter(
    (one) => one.subject === subject || one.subject.startsWith(`${subject} · `),
  );
  const has = (result: RecordedResult['result']) => own.some((one) => one.result === result);
  const worst = WORST_FIRST.find(has) ?? 'not-judged';
  return resultCell(worst);
}
