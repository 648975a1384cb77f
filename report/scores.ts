import type { Evidence } from '../pipeline/evidence.js';
import type { Scores } from '../pipeline/metrics.js';

/** The champion's scores on the same held-out rows; null where there is none, or it could not be scored on them. */
export function championScores({ champion }: Evidence): Scores | null {
  return champion !== null && 'metrics' in champion ? champion.metrics : null;
}
