import type { GatePolicy } from '../../pipeline/gate-policy.js';
import { StepProblem } from '../step-problem.js';
import type { FeatureColumns } from './columns.js';

/**
 * Throws SourceData when the policy asks for slices by a column that the features file does not give: nobody should
 * wait for a training to learn that.
 */
export function checkSliceColumns(
  file: string,
  { entity, target, features }: FeatureColumns,
  { slices = [] }: Pick<GatePolicy, 'slices'>,
): void {
  const given = [...features.map(({ name }) => name), target.name, entity];
  const missing = slices.map(({ by }) => by).filter((by) => !given.includes(by));
  if (missing.length === 0) return;
  throw new StepProblem(
    'SourceData',
    `${file} gives no column ${missing.join(', ')}, which gate.slices asks for; it gives ${given.join(', ')}. ` +
      'Select it, or leave it out of gate.slices in model.yaml.',
  );
}
