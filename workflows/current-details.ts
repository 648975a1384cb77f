import type { Evidence } from '../pipeline/evidence.js';
import type { ModelSpec } from '../pipeline/model-spec.js';
import type { RunEnd } from '../pipeline/outcome.js';
import type { Progress, StepProgress, StepState } from '../pipeline/progress.js';
import { countText } from '../pipeline/score-text.js';
import { candidateSection } from './candidate-section.js';
import { closingText } from './closing-text.js';
import { gateSection } from './gate-section.js';
import { markdownTable } from './markdown-table.js';
import { reportText, type ReportState } from './report-text.js';

/** A run as the Web UI's page "User Metadata" shows it. */
export interface RunView {
  readonly spec: ModelSpec;
  readonly progress: Progress;
  readonly evidence: Evidence | null;
  readonly end: RunEnd | null;
  /** Null until it was tried to write one. */
  readonly report: ReportState | null;
}

/**
 * Markdown with the steps, the gate table and what comes next. The Web UI carries it in a URL, which proxies cut at a few
 * kilobytes, so it stays near two.
 */
export function currentDetails(view: RunView): string {
  return [
    heading(view),
    stepTable(view.progress),
    candidateSection(view.progress),
    view.progress.verdict === null ? '' : gateSection(view.evidence, view.progress.verdict),
    closingText(view),
    reportText(view),
  ]
    .filter((section) => section !== '')
    .join('\n\n');
}

function heading({ spec, progress, end }: RunView): string {
  const running = progress.steps.find(({ state }) => state === 'running');
  const state = end?.state ?? (running === undefined ? 'starting' : running.step);
  return `**${spec.name}: ${state}**`;
}

const MARKS: Readonly<Record<StepState, string>> = {
  waiting: '',
  running: '▶',
  done: '✔',
  failed: '✘',
  skipped: '–',
};

/** The steps as a table; the line of a running one says since when. */
export function stepTable({ steps }: Pick<Progress, 'steps'>): string {
  return markdownTable(
    ['', 'step', 'time', 'rows', 'what', 'last query id'],
    steps.map((step) => [
      MARKS[step.state],
      step.step,
      timeText(step),
      step.rows === null ? '' : countText(step.rows),
      step.summary ?? '',
      step.queryId ?? '',
    ]),
  );
}

function timeText({ startedAt, endedAt }: StepProgress): string {
  if (startedAt === null) return '';
  if (endedAt === null) return `since ${startedAt.slice(11, 19)} UTC`;
  const ms = Date.parse(endedAt) - Date.parse(startedAt);
  if (ms < 1_000) return `${ms} ms`;
  if (ms < 60_000) return `${(ms / 1_000).toFixed(1)} s`;
  return `${Math.floor(ms / 60_000)} min ${Math.floor((ms % 60_000) / 1_000)} s`;
}
