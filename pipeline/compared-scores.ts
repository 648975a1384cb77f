import type { Evidence } from './evidence.js';
import { scoreOf, type Score } from './metrics.js';

/** A score of both models on the same rows; undefined where there is none. */
interface ComparedScores {
  readonly candidate: Score | undefined;
  readonly champion: Score | undefined;
}

/** The held-out rows that a champion of another split has not learnt from either; null where all of them are. */
export function commonRows({ champion }: Pick<Evidence, 'champion'>): CommonRows | null {
  return champion !== null && 'metrics' in champion ? (champion.common ?? null) : null;
}

/** A champion that could be compared. */
export type ScoredChampion = Extract<
  NonNullable<Evidence['champion']>,
  { readonly metrics: unknown }
>;
type CommonRows = NonNullable<ScoredChampion['common']>;

/**
 * A score of the candidate and of the champion that may stand beside each other: of all held-out rows, or of the common
 * ones when the champion's split was another (decision 0019).
 */
export function comparedScores(
  evidence: Pick<Evidence, 'candidate' | 'champion'>,
  metric: string,
): ComparedScores {
  const { candidate, champion } = evidence;
  const own = commonRows(evidence)?.candidate ?? candidate.metrics;
  const theirs = champion !== null && 'metrics' in champion ? champion.metrics : {};
  return { candidate: scoreOf(own, metric), champion: scoreOf(theirs, metric) };
}
