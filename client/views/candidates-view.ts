import type { CandidateProgress, CandidatesProgress } from '../../pipeline/progress.js';
import { scoreText } from '../../pipeline/score-text.js';
import type { Colors } from '../output.js';
import { secondsOf } from './progress-lines.js';
import { plainTable } from './table.js';

/** The candidates that a run trained side by side, with their scores, the chosen one marked. */
export function candidatesView(compared: CandidatesProgress, colors: Colors): string {
  const { candidates, chosen, metric } = compared;
  const scores = candidates.map(({ score }) => score);
  const rows = candidates.map((one) => [
    one.name === chosen ? colors.green('✔') : '',
    one.name,
    timeText(one),
    one.state === 'done' ? scoreText(one.score, ...scores) : '',
    one.failure === null ? (one.state === 'done' ? '' : one.state) : `failed: ${one.failure}`,
  ]);
  return plainTable(['', 'candidate', 'time', `${metric} on validation`, ''], rows, [2, 3]);
}

function timeText(candidate: CandidateProgress): string {
  const seconds = secondsOf(candidate);
  return seconds === null ? '' : `${seconds.toFixed(1)} s`;
}
