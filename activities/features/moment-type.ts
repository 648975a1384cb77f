import type { TableColumn } from '../describe-table.js';
import { baseType } from './columns.js';

/** A moment of each kind of column as UTC without a zone, which is how SYSDATE tells the time. */
export const MOMENTS = {
  DATE: (name: string) => `${name}::TIMESTAMP_NTZ`,
  TIMESTAMP_NTZ: (name: string) => name,
  TIMESTAMP_LTZ: (name: string) => `CONVERT_TIMEZONE('UTC', ${name})::TIMESTAMP_NTZ`,
  TIMESTAMP_TZ: (name: string) => `CONVERT_TIMEZONE('UTC', ${name})::TIMESTAMP_NTZ`,
} as const;

/** The types of columns that tell a moment. */
export type MomentType = keyof typeof MOMENTS;

const MOMENT_TYPES: readonly MomentType[] = [
  'DATE',
  'TIMESTAMP_NTZ',
  'TIMESTAMP_LTZ',
  'TIMESTAMP_TZ',
];

/** The type as a moment; null for a column of another kind. */
export function momentType(column: TableColumn): MomentType | null {
  const base = baseType(column);
  return MOMENT_TYPES.find((moment) => moment === base) ?? null;
}
