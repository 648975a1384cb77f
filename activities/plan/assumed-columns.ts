import { ageChecks, type ColumnContract } from '../../pipeline/data-check-policy.js';
import { taskOf, type ModelSpec } from '../../pipeline/model-spec.js';
import { PLACEHOLDERS } from '../../pipeline/plan.js';
import type { TableColumn } from '../describe-table.js';

/** Columns of a source: those that the model file names, and one that stands for all others. */
export function sourceColumns(spec: ModelSpec): readonly TableColumn[] {
  const moments = new Set(ageChecks(spec.gate.checks ?? {}).map(({ column }) => column));
  const others = draftColumns(spec).filter(({ name }) => !moments.has(name));
  return [...others, ...[...moments].map((name) => ({ name, type: 'TIMESTAMP_NTZ(9)' }))];
}

/** Columns that a features file may give, in the types that the model file needs. */
export function draftColumns(spec: ModelSpec): readonly TableColumn[] {
  const { entity, target, gate } = spec;
  const { schema } = gate.checks ?? {};
  const columns = new Map<string, string>([
    [entity, 'VARCHAR'],
    [target.column, targetType(spec)],
    ...(gate.slices ?? []).map(({ by }) => [by, 'VARCHAR'] as const),
    ...Object.entries(schema?.columns ?? {}).map(
      ([name, contract]) => [name, contractType(contract)] as const,
    ),
    [PLACEHOLDERS.column, 'FLOAT'],
  ]);
  return [...columns].map(([name, type]) => ({ name, type }));
}

function targetType(spec: ModelSpec): string {
  const task = taskOf(spec);
  if (task !== 'binary') return task === 'regression' ? 'FLOAT' : 'VARCHAR';
  const { positive } = spec.target;
  if (typeof positive === 'string') return 'VARCHAR';
  return typeof positive === 'boolean' ? 'BOOLEAN' : 'NUMBER(38,0)';
}

const TYPES = { number: 'FLOAT', text: 'VARCHAR', boolean: 'BOOLEAN' } as const;

function contractType({ type, min, max, values = [] }: ColumnContract): string {
  if (type !== undefined) return TYPES[type];
  if (min !== undefined || max !== undefined) return TYPES.number;
  const [value] = values;
  if (typeof value === 'number') return TYPES.number;
  return typeof value === 'boolean' ? TYPES.boolean : TYPES.text;
}
