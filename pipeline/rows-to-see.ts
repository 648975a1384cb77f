/** z of a two-sided interval of 95 %. */
export const Z_OF_95 = 1.96;

/**
 * z of the two-sided intervals that a policy can ask for, and of the chance to see a difference that is there.
 * https://www.itl.nist.gov/div898/handbook/eda/section3/eda3671.htm
 */
const Z: Readonly<Record<string, number>> = {
  '0.8': 1.2816,
  '0.9': 1.6449,
  '0.95': Z_OF_95,
  '0.98': 2.3263,
  '0.99': 2.5758,
};
/** Of four times in five, the power that sample sizes are commonly stated for. */
const Z_OF_POWER = 0.8416;

/**
 * How alike the scores of two versions of a model are, from draw to draw of the held-out rows. Retrained on the same or
 * nearly the same customers they have 0.95 to 0.99 in the area under the ROC curve and 0.84 to 0.95 in accuracy
 * (bench/rows_to_see.py).
 */
export const CORRELATION = 0.9;

/** What is to be seen, and what is known or taken of the model. */
export interface Sight {
  readonly metric: string;
  /** The difference between candidate and champion, in units of the metric, above 0. */
  readonly margin: number;
  /** Of the two-sided interval, such as 0.95. */
  readonly confidence: number;
  /** The score of the champion, about. */
  readonly score: number;
  /** Share of positive rows, between 0 and 1. */
  readonly positiveShare: number;
}

/**
 * How many held-out rows it takes, about, for a difference of the margin to be told from none, four times in five: both
 * models answer the same rows, so the variance of the difference is 2·(1 − r)·variance of one score. Null where there is
 * no formula for the metric, or nothing to compute by.
 */
export function rowsToSee({
  metric,
  margin,
  confidence,
  score,
  positiveShare,
}: Sight): number | null {
  const variance = allowedVariance(margin, confidence);
  const isComputable = score > 0 && score < 1 && positiveShare > 0 && positiveShare < 1;
  if (variance === null || !isComputable) return null;
  const allowed = variance / (2 * (1 - CORRELATION));
  return wholeRows(rowsForVariance(metric, allowed, score, positiveShare));
}

/** The same by the spread of gains that were seen (gain-spread.ts); null where there is nothing to compute by. */
export function rowsToSeeBySpread({
  margin,
  confidence,
  spread,
}: Pick<Sight, 'margin' | 'confidence'> & { readonly spread: number }): number | null {
  const variance = allowedVariance(margin, confidence);
  return variance === null ? null : wholeRows(spread ** 2 / variance);
}

/** How much the gain may vary for the margin to be seen; null for no margin, and for a confidence that no policy can ask for. */
function allowedVariance(margin: number, confidence: number): number | null {
  const z = Z[String(confidence)];
  return z === undefined || !(margin > 0) ? null : (margin / (z + Z_OF_POWER)) ** 2;
}

function wholeRows(rows: number | null): number | null {
  return rows === null || !Number.isFinite(rows) ? null : Math.ceil(rows);
}

function rowsForVariance(
  metric: string,
  allowed: number,
  score: number,
  positiveShare: number,
): number | null {
  const ofOneRow = score * (1 - score);
  switch (metric) {
    case 'accuracy':
      return ofOneRow / allowed;
    case 'recall':
      return ofOneRow / allowed / positiveShare;
    case 'balanced_accuracy':
      // The mean of the shares found of either class, each taken as large as the score.
      return ofOneRow / allowed / 4 / (positiveShare * (1 - positiveShare));
    case 'roc_auc':
      return rowsForArea(allowed, score, positiveShare);
    default:
      return null;
  }
}

/**
 * Of the area under the ROC curve, by Hanley and McNeil (1982), Radiology 143:29–36:
 * [A(1−A) + (n₊−1)(Q₁−A²) + (n₋−1)(Q₂−A²)] / (n₊n₋) with Q₁ = A/(2−A), Q₂ = 2A²/(1+A), solved for n₊ + n₋.
 */
function rowsForArea(allowed: number, area: number, positiveShare: number): number {
  const q1 = area / (2 - area) - area ** 2;
  const q2 = (2 * area ** 2) / (1 + area) - area ** 2;
  const a = allowed * positiveShare * (1 - positiveShare);
  const b = positiveShare * q1 + (1 - positiveShare) * q2;
  const c = area * (1 - area) - q1 - q2;
  return (b + Math.sqrt(b ** 2 + 4 * a * c)) / (2 * a);
}
