import type { GatePolicy } from './gate-policy.js';
import { builtInMetric, type Metric } from './metrics.js';

/** A metric as the gate judges it. */
export interface JudgedMetric extends Omit<Metric, 'tasks'> {
  readonly name: string;
}

/** What is known of a metric: one of the built-in ones, or one of the policy's own; null for any other name. */
export function judgedMetric(
  name: string,
  { metrics = {} }: Pick<GatePolicy, 'metrics'>,
): JudgedMetric | null {
  const builtIn = builtInMetric(name);
  if (builtIn !== undefined) {
    const { direction, lowest, highest } = builtIn;
    return { name, direction, lowest, highest };
  }
  const own = Object.hasOwn(metrics, name) ? metrics[name] : undefined;
  if (own === undefined) return null;
  const { direction, lowest = Number.NEGATIVE_INFINITY, highest = Number.POSITIVE_INFINITY } = own;
  return { name, direction, lowest, highest };
}
