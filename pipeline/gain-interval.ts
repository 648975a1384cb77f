import type { Evidence } from './evidence.js';

/** By how much a candidate is better than the champion: between `low` and `high`, in units of the metric. */
export interface GainInterval {
  readonly low: number;
  readonly high: number;
  /** How likely it is that it is better at all, 0 to 1. */
  readonly probabilityBetter: number;
}

/** The two-sided interval of a confidence such as 0.95; null when the evidence does not tell it. */
export function gainInterval(
  { comparison }: Pick<Evidence, 'comparison'>,
  metric: string,
  confidence: number,
): GainInterval | null {
  const gain = Object.hasOwn(comparison ?? {}, metric) ? comparison?.[metric] : undefined;
  if (gain === undefined) return null;
  const { quantiles, probabilityBetter } = gain;
  const tail = (1 - confidence) / 2;
  const low = at(quantiles, tail);
  const high = at(quantiles, 1 - tail);
  return low === null || high === null ? null : { low, high, probabilityBetter };
}

/** The levels are texts such as 0.025, and 1 - 0.95 is 0.050000000000000044. */
function at(quantiles: Readonly<Record<string, number>>, level: number): number | null {
  return quantiles[String(Number(level.toFixed(6)))] ?? null;
}
