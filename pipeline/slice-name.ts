import type { SliceEvidence } from './evidence.js';

const LONGEST_VALUE = 60;

/** A slice in words: `CONTRACT = Two year`, `CONTRACT is null`, or `CONTRACT, other values`. */
export function sliceName(slice: SliceEvidence): string {
  const { by, value, others } = slice;
  if (others === true) return `${by}, ${sliceValue(slice)}`;
  return value === null ? `${by} ${sliceValue(slice)}` : `${by} = ${sliceValue(slice)}`;
}

/** A slice beside others of its column: `Two year`, `is null`, or `other values`. */
export function sliceValue({ value, others }: SliceEvidence): string {
  if (others === true) return 'other values';
  if (value === null) return 'is null';
  return value.length > LONGEST_VALUE ? `${value.slice(0, LONGEST_VALUE)}…` : value;
}
