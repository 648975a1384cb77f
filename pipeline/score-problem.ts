import { highestScore, type MetricName, type Score } from './metrics.js';

/** scikit-learn sums floats: a perfect average precision may come out as 1.0000000000000002. */
const ROUNDING = 1e-9;

/** Why no rule can judge this score, as words after "the score"; null when it is a finite number in the metric's range. */
export function scoreProblem(metric: MetricName, score: Score): string | null {
  if (score === null) return 'is missing';
  if (typeof score !== 'number' || !Number.isFinite(score)) {
    return `is ${String(score)}, not a finite number`;
  }
  const highest = highestScore(metric);
  if (score >= -ROUNDING && score <= highest + ROUNDING) return null;
  return highest === Number.POSITIVE_INFINITY
    ? `is ${score}, below 0`
    : `is ${score}, outside 0 to ${highest}`;
}
