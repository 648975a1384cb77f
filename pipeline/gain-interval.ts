import type { Evidence } from './evidence.js';

/** By how much a candidate is better than the champion: between `low` and `high`, in units of the metric. */
export interface GainInterval {
  readonly low: number;
  readonly high: number;
}

/** The two-sided interval of a confidence such as 0.95; null when the evidence does not tell it. */
export function gainInterval(
  { comparison }: Pick<Evidence, 'comparison'>,
  metric: string,
  confidence: number,
): GainInterval | null {
  const gains = comparison ?? {};
  const quantiles = (Object.hasOwn(gains, metric) ? gains[metric]?.quantiles : undefined) ?? {};
  const tail = (1 - confidence) / 2;
  const low = at(quantiles, tail);
  const high = at(quantiles, 1 - tail);
  return low === null || high === null ? null : { low, high };
}

/** The levels are texts such as 0.025, and 1 - 0.95 is 0.050000000000000044. */
function at(quantiles: Readonly<Record<string, number>>, level: number): number | null {
  return quantiles[String(Number(level.toFixed(6)))] ?? null;
}
