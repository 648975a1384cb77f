import { cell, type Figure } from '../document.js';
import { exactText, timeText } from '../numbers.js';
import { COLOR, HEIGHT, WIDTH } from './theme.js';

/** A judged run on the line of a metric. */
export interface PastRun {
  readonly runId: string;
  readonly startedAt: string;
  readonly state: string;
  readonly version: number | null;
  readonly score: number;
}

const SERVED = 'promoted';
const KEPT_BACK = 'not promoted';

/** A metric over the last runs, the oldest first, with the promoted ones marked. */
export function historyFigure(metric: string, runs: readonly PastRun[]): Figure {
  return {
    id: 'history',
    title: `${metric} over the last runs`,
    description:
      `${metric} of the candidate of each of the last ${runs.length} judged runs, the latest at the right. ` +
      'Full circles were promoted, hollow squares were not.',
    drawing: drawing(metric, runs),
    table: {
      columns: [
        { name: 'started' },
        { name: 'run' },
        { name: metric, isNumber: true },
        { name: 'end' },
        { name: 'version', isNumber: true },
      ],
      rows: runs.map((run) => [
        cell(timeText(run.startedAt)),
        cell([{ code: run.runId }]),
        cell(exactText(run.score)),
        cell(run.state),
        cell(run.version === null ? '' : String(run.version)),
      ]),
    },
  };
}

function drawing(metric: string, runs: readonly PastRun[]): Figure['drawing'] {
  const values = runs.map(({ score, state, version }, index) => ({
    run: index + 1 - runs.length,
    score,
    end: state === 'PROMOTED' ? SERVED : KEPT_BACK,
    version: state === 'PROMOTED' && version !== null ? `v${version}` : '',
  }));
  const y = {
    field: 'score',
    type: 'quantitative',
    title: metric,
    scale: { zero: false },
  } as const;
  const x = {
    field: 'run',
    type: 'quantitative',
    title: 'runs before this one',
    axis: { tickMinStep: 1, grid: false, format: 'd' },
    scale: { domain: domainOf(runs), nice: false },
  } as const;
  return {
    width: WIDTH,
    height: HEIGHT * 0.75,
    data: { values },
    encoding: { x, y },
    layer: [
      { mark: { type: 'line', color: COLOR.line, strokeWidth: 1.5 } },
      {
        mark: { type: 'point', size: 70, opacity: 1, strokeWidth: 2 },
        encoding: {
          color: end([COLOR.candidate, COLOR.champion]),
          shape: end(['circle', 'square']),
          fill: { ...end([COLOR.candidate, COLOR.paper]), legend: null },
        },
      },
      {
        mark: { type: 'text', dy: -12, color: COLOR.ink, fontSize: 11, font: 'inherit' },
        encoding: { text: { field: 'version', type: 'nominal' } },
      },
    ],
  };
}

function end(range: string[]) {
  return { field: 'end', type: 'nominal', scale: { domain: [SERVED, KEPT_BACK], range } } as const;
}

/** With room for the marks at both ends. */
function domainOf(runs: readonly unknown[]): number[] {
  return [Math.min(1 - runs.length, -1) - 0.3, 0.3];
}
