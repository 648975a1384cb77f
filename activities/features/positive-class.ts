import type { ModelSpec } from '../../pipeline/model-spec.js';
import { quoted } from '../snowflake/identifier.js';
import { StepProblem } from '../step-problem.js';
import type { FeatureColumns } from './columns.js';

/** The condition that a row is of the positive class, with the value for its one `?`. */
export interface PositiveClass {
  readonly condition: string;
  readonly value: string | number | boolean;
}

const TYPE_OF_KIND = { number: 'number', text: 'string', boolean: 'boolean' } as const;

/** How to tell the positive class. Throws SourceData when the value in model.yaml is of another type than the column. */
export function positiveClass({ target }: FeatureColumns, spec: ModelSpec): PositiveClass {
  const value = spec.target.positive ?? defaultPositive(target.kind);
  if (typeof value !== TYPE_OF_KIND[target.kind] || value === null) {
    const found = value === null ? 'no positive value' : `positive: ${JSON.stringify(value)}`;
    throw new StepProblem(
      'SourceData',
      `The target ${target.name} is a column of kind ${target.kind}, but model.yaml gives ${found}. ` +
        `Write target: { column: ${target.name}, positive: VALUE } with a ${target.kind}.`,
    );
  }
  return { condition: `${quoted(target.name)} = ?`, value };
}

function defaultPositive(kind: FeatureColumns['target']['kind']): number | boolean | null {
  if (kind === 'number') return 1;
  return kind === 'boolean' ? true : null;
}
