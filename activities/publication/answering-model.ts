import type { Feature } from '../../pipeline/features.js';
import type { Task } from '../../pipeline/metrics.js';

/** What a function gives: a number, or a label. */
export type AnswerType = 'FLOAT' | 'VARCHAR';

/** What the predictions of a model are; a probability is always FLOAT. */
export function predictionType(task: Task): AnswerType {
  return task === 'multiclass' ? 'VARCHAR' : 'FLOAT';
}

/** A model as its functions are asked. */
export interface AnsweringModel {
  readonly features: readonly Feature[];
  readonly task: Task;
}
