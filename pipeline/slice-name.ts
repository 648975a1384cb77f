import type { SliceEvidence } from './evidence.js';

const LONGEST_VALUE = 60;

/** A slice in words: `CONTRACT = Two year`, `CONTRACT is null`, or `CONTRACT, other values`. */
export function sliceName({ by, value, others }: SliceEvidence): string {
  if (others === true) return `${by}, other values`;
  if (value === null) return `${by} is null`;
  return `${by} = ${value.length > LONGEST_VALUE ? `${value.slice(0, LONGEST_VALUE)}…` : value}`;
}
