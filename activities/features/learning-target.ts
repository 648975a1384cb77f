import { taskOf, type ModelSpec } from '../../pipeline/model-spec.js';
import { StepProblem } from '../step-problem.js';
import type { FeatureColumns } from './columns.js';
import { positiveClass, type PositiveClass } from './positive-class.js';

/** What there is to learn about the target. */
export type LearningTarget =
  | { readonly task: 'binary'; readonly positive: PositiveClass }
  | { readonly task: 'multiclass' | 'regression' };

/** How the target is learnt. Throws SourceData when its column is of a type that the task cannot use. */
export function learningTarget(columns: FeatureColumns, spec: ModelSpec): LearningTarget {
  const task = taskOf(spec);
  if (task === 'binary') return { task, positive: positiveClass(columns, spec) };
  if ('procedure' in spec.training) {
    throw new StepProblem(
      'ModelFolder',
      `model.yaml: found task: ${task} for a procedure, expected task: binary. Train with build(params) of train.py.`,
    );
  }
  const { name, kind } = columns.target;
  if (task === 'regression' && kind !== 'number') {
    throw new StepProblem(
      'SourceData',
      `The target ${name} is a column of kind ${kind}, expected a number for task: regression. ` +
        'Cast it in the features, for example with ::FLOAT, or change task in model.yaml.',
    );
  }
  return { task };
}
