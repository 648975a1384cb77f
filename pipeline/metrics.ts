/** What a model predicts: one class or the other, one of several labels, or a number. */
export const TASKS = ['binary', 'multiclass', 'regression'] as const;
export type Task = (typeof TASKS)[number];

/** The built-in scores that a candidate and a champion get on the held-out entities. */
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
  'cost',
  'f1_macro',
  'precision_macro',
  'recall_macro',
  'roc_auc_ovr',
  'r2',
  'rmse',
  'mae',
  'median_ae',
  'mape',
] as const;
export type MetricName = (typeof METRIC_NAMES)[number];

/** A metric of a task, as python/handlers/ratchet_scores.py computes it. */
export interface Metric {
  /** Which direction is better. */
  readonly direction: 'higher' | 'lower';
  /** What no score is below, or above; infinite where there is no such bound. */
  readonly lowest: number;
  readonly highest: number;
  readonly tasks: readonly Task[];
}

const CLASSES = ['binary', 'multiclass'] as const;
const UNBOUNDED = Number.POSITIVE_INFINITY;

function share(...tasks: readonly Task[]): Metric {
  return { direction: 'higher', lowest: 0, highest: 1, tasks };
}

function loss(highest: number, ...tasks: readonly Task[]): Metric {
  return { direction: 'lower', lowest: 0, highest, tasks };
}

export const METRICS: Readonly<Record<MetricName, Metric>> = {
  accuracy: share(...CLASSES),
  balanced_accuracy: share(...CLASSES),
  roc_auc: share('binary'),
  pr_auc: share('binary'),
  log_loss: loss(UNBOUNDED, ...CLASSES),
  brier: loss(1, 'binary'),
  precision: share('binary'),
  recall: share('binary'),
  f1: share('binary'),
  /** Mean per row, by the policy's cost matrix: a gain is below 0. Only where there is such a matrix. */
  cost: { direction: 'lower', lowest: -UNBOUNDED, highest: UNBOUNDED, tasks: ['binary'] },
  f1_macro: share('multiclass'),
  precision_macro: share('multiclass'),
  recall_macro: share('multiclass'),
  /** The mean area of each label against the rest. */
  roc_auc_ovr: share('multiclass'),
  r2: { direction: 'higher', lowest: -UNBOUNDED, highest: 1, tasks: ['regression'] },
  /** In units of the target, like mae and median_ae. */
  rmse: loss(UNBOUNDED, 'regression'),
  mae: loss(UNBOUNDED, 'regression'),
  median_ae: loss(UNBOUNDED, 'regression'),
  /** A share, 0.1 for 10 %. */
  mape: loss(UNBOUNDED, 'regression'),
};

/** The built-in metrics of a task, in the order in which they are shown. */
export function metricsOf(task: Task): readonly MetricName[] {
  return METRIC_NAMES.filter((metric) => METRICS[metric].tasks.includes(task));
}

/** The built-in metric of that name; undefined for any other. */
export function builtInMetric(name: string): Metric | undefined {
  const found = METRIC_NAMES.find((metric) => metric === name);
  return found === undefined ? undefined : METRICS[found];
}

/**
 * One score as JSON carries it. JSON has no NaN or infinity, so these arrive as text; null is a metric that could not
 * be computed (one class only, no probabilities). Only a finite number can pass a rule.
 */
export type Score = number | 'NaN' | 'Infinity' | '-Infinity' | null;
/** By the name of the metric: a built-in one, or one of the model's own. */
export type Scores = Readonly<Record<string, Score>>;

/** The score of a metric; undefined where there is none, whatever else the name may mean to an object. */
export function scoreOf(
  scores: Readonly<Record<string, Score | undefined>>,
  metric: string,
): Score | undefined {
  return Object.hasOwn(scores, metric) ? scores[metric] : undefined;
}
