import type { Evidence } from './evidence.js';
import { gainInterval } from './gain-interval.js';
import { zOfConfidence } from './rows-to-see.js';

const CONFIDENCE = 0.95;

/**
 * By metric, the standard deviation of the gain that one held-out row would give: that of n rows is this over √n. From the
 * paired bootstrap, so it is there for every metric, custom ones too, and for every task; empty without a champion.
 */
export function gainSpreads(evidence: Evidence): Readonly<Record<string, number>> {
  const { comparison = {}, champion, rows } = evidence;
  const z = zOfConfidence(CONFIDENCE);
  if (z === undefined) return {};
  const compared =
    (champion !== null && 'common' in champion && champion.common?.rows) || rows.test;
  const spreads = Object.keys(comparison).flatMap((metric) => {
    const interval = gainInterval(evidence, metric, CONFIDENCE);
    if (interval === null) return [];
    const spread = ((interval.high - interval.low) / 2 / z) * Math.sqrt(compared);
    return Number.isFinite(spread) && spread > 0 ? [[metric, spread] as const] : [];
  });
  return Object.fromEntries(spreads);
}
