import { scoreText } from '../../pipeline/score-text.js';
import type { ListedRun } from '../ledger/listed-run.js';
import type { Colors } from '../output.js';
import { plainTable } from './table.js';
import { minuteText } from './time-text.js';
import { verdictText } from './verdict-words.js';

const NUMBER_COLUMNS = [4, 5] as const;

/** One line for each judged run, the latest first. */
export function judgedRunList(runs: readonly ListedRun[], colors: Colors): string {
  const metric = runs.find((run) => run.metric !== null)?.metric ?? 'score';
  const head = ['run id', 'started', 'verdict', 'ended as', 'version', metric, 'by'];
  return plainTable(
    head.map((name) => colors.dim(name)),
    runs.map((run) => [
      run.runId,
      minuteText(run.startedAt),
      verdictText(run.verdict, colors),
      run.state,
      run.version === null ? '' : String(run.version),
      scoreCell(run, metric),
      run.startedBy,
    ]),
    NUMBER_COLUMNS,
  );
}

/** Of a run whose policy names another metric first, that one is told. */
function scoreCell({ metric, score }: ListedRun, head: string): string {
  if (metric === null || score === null) return '';
  return metric === head ? scoreText(score) : `${metric} ${scoreText(score)}`;
}
