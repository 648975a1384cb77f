import type { JudgedMetric } from './judged-metric.js';
import type { Score } from './metrics.js';

/** scikit-learn sums floats: a perfect average precision may come out as 1.0000000000000002. */
const ROUNDING = 1e-9;

/** Why no rule can judge this score, as words after "the score"; null when it is a finite number in the metric's range. */
export function scoreProblem(
  { lowest, highest }: Pick<JudgedMetric, 'lowest' | 'highest'>,
  score: Score,
): string | null {
  if (score === null) return 'is missing';
  if (typeof score !== 'number' || !Number.isFinite(score)) {
    return `is ${String(score)}, not a finite number`;
  }
  if (score >= lowest - ROUNDING && score <= highest + ROUNDING) return null;
  if (highest === Number.POSITIVE_INFINITY) return `is ${score}, below ${lowest}`;
  if (lowest === Number.NEGATIVE_INFINITY) return `is ${score}, above ${highest}`;
  return `is ${score}, outside ${lowest} to ${highest}`;
}
