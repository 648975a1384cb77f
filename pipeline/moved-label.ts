import type { Evidence } from './evidence.js';

/** A label with its share of the rows that the live version was trained on, and of those that the candidate was. */
export interface MovedLabel {
  readonly version: number;
  readonly label: string;
  readonly live: number;
  readonly now: number;
}

/**
 * Of a target with several labels the one whose share changed most since the live version was trained; one that only
 * one of the two knows has no rows of the other. Null where the evidence of either does not tell shares.
 */
export function movedLabel({
  labelRate,
  liveLabelShares,
}: Pick<Evidence, 'labelRate' | 'liveLabelShares'>): MovedLabel | null {
  if (labelRate?.shares === undefined || liveLabelShares === undefined) return null;
  const own = new Map(Object.entries(labelRate.shares));
  const live = new Map(Object.entries(liveLabelShares.shares));
  const moved = [...new Set([...own.keys(), ...live.keys()])].map((label) => ({
    version: liveLabelShares.version,
    label,
    live: live.get(label) ?? 0,
    now: own.get(label) ?? 0,
  }));
  const change = (one: MovedLabel) => Math.abs(one.live - one.now);
  return moved.toSorted((one, other) => change(other) - change(one))[0] ?? null;
}
