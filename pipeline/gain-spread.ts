import { commonRows } from './compared-scores.js';
import type { Evidence } from './evidence.js';
import { gainInterval } from './gain-interval.js';
import { Z_OF_95 } from './rows-to-see.js';

/**
 * By metric, the standard deviation of the gain that one held-out row would give: that of n rows is this over √n. From the
 * paired bootstrap, so it is there for every metric, custom ones too, and for every task; empty without a champion.
 */
export function gainSpreads(evidence: Evidence): Readonly<Record<string, number>> {
  const compared = commonRows(evidence)?.rows ?? evidence.rows.test;
  const spreads = Object.keys(evidence.comparison ?? {}).flatMap((metric) => {
    const interval = gainInterval(evidence, metric, 0.95);
    if (interval === null) return [];
    const spread = ((interval.high - interval.low) / 2 / Z_OF_95) * Math.sqrt(compared);
    return Number.isFinite(spread) && spread > 0 ? [[metric, spread] as const] : [];
  });
  return Object.fromEntries(spreads);
}
