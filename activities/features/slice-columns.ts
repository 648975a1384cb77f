import type { GatePolicy } from '../../pipeline/gate-policy.js';
import { StepProblem } from '../step-problem.js';
import type { FeatureColumns } from './columns.js';

/**
 * Throws SourceData when the policy asks for slices by a column that the features file does not give, or by the entity,
 * whose values may not leave the warehouse: nobody should wait for a training to learn that.
 */
export function checkSliceColumns(
  file: string,
  { entity, target, features }: FeatureColumns,
  { slices = [] }: Pick<GatePolicy, 'slices'>,
): void {
  const given = [...features.map(({ name }) => name), target.name];
  const columns = slices.map(({ by }) => by);
  if (columns.includes(entity)) {
    throw new StepProblem(
      'SourceData',
      `gate.slices asks for slices by ${entity}, the entity: found a slice for every one, expected groups of them. ` +
        'Slice by a column that many share.',
    );
  }
  const missing = columns.filter((by) => !given.includes(by));
  if (missing.length === 0) return;
  throw new StepProblem(
    'SourceData',
    `${file} gives no column ${missing.join(', ')}, which gate.slices asks for; it gives ${given.join(', ')}. ` +
      'Select it, or leave it out of gate.slices in model.yaml.',
  );
}
