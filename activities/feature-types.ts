import type { FeatureKind } from '../pipeline/feature-kind.js';

/** The types of the arguments by which the functions of a model take its features. */
export const SQL_TYPES = {
  number: 'FLOAT',
  text: 'VARCHAR',
  boolean: 'BOOLEAN',
} as const satisfies Record<FeatureKind, string>;
