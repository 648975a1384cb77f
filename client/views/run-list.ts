import type { Colors } from '../output.js';
import type { RunSummary } from '../runs/find-runs.js';
import { plainTable } from './table.js';
import { minuteText } from './time-text.js';

const HEAD = ['model', 'last run', 'outcome', 'version', 'score', 'by', 'run id'] as const;
const NUMBER_COLUMNS = [3, 4] as const;

/** One line a model. */
export function runList(
  runs: readonly RunSummary[],
  neverRun: readonly string[],
  colors: Colors,
): string {
  if (runs.length + neverRun.length === 0) return 'No model has run yet: npx ratchet run MODEL';
  const never = neverRun.map((model) => [model, colors.dim('never'), '', '', '', '', '']);
  const rows = [...runs.map((run) => cells(run, colors)), ...never];
  return plainTable(
    HEAD.map((name) => colors.dim(name)),
    rows,
    NUMBER_COLUMNS,
  );
}

function cells(run: RunSummary, colors: Colors): string[] {
  const { model, startedAt, version, primaryMetric, trigger, runId } = run;
  return [
    model,
    minuteText(startedAt),
    outcomeText(run, colors),
    version === null ? '' : String(version),
    primaryMetric === null ? '' : primaryMetric.toFixed(4),
    trigger ?? '',
    runId,
  ];
}

function outcomeText({ status, outcome, step }: RunSummary, colors: Colors): string {
  if (status === 'RUNNING') return colors.cyan(step === null ? 'running' : `running ${step}`);
  if (status !== 'COMPLETED') return colors.red(status.toLowerCase().replaceAll('_', ' '));
  if (outcome === 'HELD') return colors.yellow(outcome);
  return outcome === 'REJECTED' ? colors.red(outcome) : colors.green(outcome ?? 'completed');
}
