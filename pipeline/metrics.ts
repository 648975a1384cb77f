/** Every score that a candidate and a champion get on the held-out entities. */
export const METRIC_NAMES = [
  'accuracy',
  'balanced_accuracy',
  'roc_auc',
  'pr_auc',
  'log_loss',
  'brier',
  'precision',
  'recall',
  'f1',
] as const;
export type MetricName = (typeof METRIC_NAMES)[number];

/** Which direction of a metric is better. */
export const METRIC_DIRECTIONS = {
  accuracy: 'higher',
  balanced_accuracy: 'higher',
  roc_auc: 'higher',
  pr_auc: 'higher',
  log_loss: 'lower',
  brier: 'lower',
  precision: 'higher',
  recall: 'higher',
  f1: 'higher',
} as const satisfies Record<MetricName, 'higher' | 'lower'>;

/**
 * One score as JSON carries it. JSON has no NaN or infinity, so these arrive as text; null is a metric that could not
 * be computed (one class only, no probabilities). Only a finite number can pass a rule.
 */
export type Score = number | 'NaN' | 'Infinity' | '-Infinity' | null;
export type Scores = Readonly<Partial<Record<MetricName, Score>>>;

/** The largest value that a metric can have; the smallest is 0 for all of them. */
export function highestScore(metric: MetricName): number {
  return metric === 'log_loss' ? Number.POSITIVE_INFINITY : 1;
}
