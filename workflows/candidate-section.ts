import { scoreText } from '../pipeline/score-text.js';
import type { CandidateProgress, CandidatesProgress, Progress } from '../pipeline/progress.js';
import { markdownTable } from './markdown-table.js';

/** More would not fit into the page, which is carried in a URL; the result of the Workflow has all. */
const SHOWN = 10;
const LONGEST_FAILURE = 80;

/** The candidates that are trained side by side, the chosen one marked; empty for a run that trains one. */
export function candidateSection({ steps }: Pick<Progress, 'steps'>): string {
  const compared = steps.find(({ step }) => step === 'training')?.compared;
  if (compared === undefined) return '';
  const { candidates, metric } = compared;
  const scores = candidates.map(({ score }) => score);
  const shown = inOrder(compared).slice(0, SHOWN);
  const rows = shown.map((one) => [
    one.name === compared.chosen ? '✔' : '',
    one.name,
    one.state === 'done' ? scoreText(one.score, ...scores) : stateText(one),
  ]);
  const hidden = candidates.length - shown.length;
  const rest = hidden === 0 ? [] : [['', `${hidden} more`, '']];
  return markdownTable(['', 'candidate', `${metric} on the validation rows`], [...rows, ...rest]);
}

/** The one that matters first, even of many. */
function inOrder({ candidates, chosen }: CandidatesProgress): readonly CandidateProgress[] {
  return candidates.toSorted((one, other) => rank(one, chosen) - rank(other, chosen));
}

function rank({ name, state }: CandidateProgress, chosen: string | null): number {
  if (name === chosen) return 0;
  return { running: 1, done: 2, failed: 3, waiting: 4, skipped: 5 }[state];
}

function stateText({ state, failure }: CandidateProgress): string {
  if (failure === null) return state;
  return failure.length > LONGEST_FAILURE
    ? `${state}: ${failure.slice(0, LONGEST_FAILURE)}…`
    : `${state}: ${failure}`;
}
