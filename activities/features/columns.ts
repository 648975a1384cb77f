import type { FeatureKind } from '../../pipeline/feature-kind.js';
import type { Feature } from '../../pipeline/features.js';
import type { ModelSpec } from '../../pipeline/model-spec.js';
import type { TableColumn } from '../describe-table.js';
import { refused } from './refused.js';

/** The columns of a feature table by what they are for. */
export interface FeatureColumns {
  readonly entity: string;
  readonly target: { readonly name: string; readonly kind: FeatureKind };
  readonly features: readonly Feature[];
}

const KINDS: Readonly<Record<string, FeatureKind>> = {
  NUMBER: 'number',
  FLOAT: 'number',
  VARCHAR: 'text',
  BOOLEAN: 'boolean',
};

/** Ratchet's own columns begin so. */
const RESERVED = 'RATCHET_';

/**
 * Tells entity, target and features apart. `file` is the features file, for messages. Throws SourceData for columns
 * that are missing or of a type that cannot be used.
 */
export function featureColumns(
  file: string,
  columns: readonly TableColumn[],
  spec: ModelSpec,
): FeatureColumns {
  const entity = find(file, columns, spec.entity, 'entity');
  const target = find(file, columns, spec.target.column, 'target');
  const reserved = columns.find(({ name }) => name.startsWith(RESERVED));
  if (reserved !== undefined) {
    throw refused(file, `gives the column ${reserved.name}`, 'Rename it: RATCHET_ is reserved.');
  }
  checkEntityType(file, entity);
  const others = columns.filter(({ name }) => name !== entity.name && name !== target.name);
  if (others.length === 0) {
    throw refused(
      file,
      'gives no column besides entity and target',
      'Select the features as well.',
    );
  }
  return {
    entity: entity.name,
    target: { name: target.name, kind: kindOf(file, target) },
    features: others.map((column) => ({ name: column.name, kind: kindOf(file, column) })),
  };
}

function find(
  file: string,
  columns: readonly TableColumn[],
  name: string,
  role: string,
): TableColumn {
  const column = columns.find((candidate) => candidate.name === name);
  if (column !== undefined) return column;
  const found = columns.map((candidate) => candidate.name).join(', ');
  throw refused(
    file,
    `gives no column ${name}, the ${role}; it gives ${found}`,
    `Select it, or change ${role} in model.yaml.`,
  );
}

/** The type of a column without its length or precision, in capital letters. */
export function baseType({ type }: TableColumn): string {
  return type.replace(/\(.*$/, '').toUpperCase();
}

/** Text forms of floating-point numbers and dates depend on the system and the session, and the split hashes text. */
function checkEntityType(file: string, column: TableColumn): void {
  const type = baseType(column);
  if (type === 'VARCHAR' || type === 'NUMBER') return;
  throw refused(
    file,
    `gives the entity ${column.name} as ${column.type}`,
    'Expected VARCHAR or NUMBER: cast it, for example with ::VARCHAR.',
  );
}

function kindOf(file: string, column: TableColumn): FeatureKind {
  const kind = kindOfColumn(column);
  if (kind !== null) return kind;
  throw refused(
    file,
    `gives the column ${column.name} as ${column.type}`,
    'Expected a number, text or BOOLEAN: turn a date into a number, for example with DATEDIFF, or leave it out.',
  );
}

/** How a column travels as a feature; null for one of a type that cannot. */
export function kindOfColumn(column: TableColumn): FeatureKind | null {
  const type = baseType(column);
  return Object.hasOwn(KINDS, type) ? (KINDS[type] ?? null) : null;
}
