/** A candidate and a baseline, in a metric of which the higher is the better. */
export interface Pair {
  readonly candidate: number | undefined;
  readonly baseline: number | undefined;
}

export type PeerVerdict = 'passed' | 'failed' | 'raised' | 'no verdict';

/** Thresholds of one metric in TensorFlow Model Analysis: one of values and one of changes. */
export interface TfxThresholds {
  readonly lowerBound?: number;
  readonly upperBound?: number;
  readonly absolute?: number;
  readonly relative?: number;
}

/** tensorflow_model_analysis, evaluators/metrics_validator.py at 03c863a; no thresholds at all: tfx#5148. */
export function tfxVerdict({ candidate, baseline }: Pair, thresholds: TfxThresholds): PeerVerdict {
  const { lowerBound, upperBound, absolute, relative } = thresholds;
  if (Object.keys(thresholds).length === 0) return 'no verdict';
  if (candidate === undefined) return 'failed';
  const isWithin =
    candidate >= (lowerBound ?? Number.NEGATIVE_INFINITY) &&
    candidate <= (upperBound ?? Number.POSITIVE_INFINITY);
  const hasChange = absolute !== undefined || relative !== undefined;
  if (!hasChange || baseline === undefined) return isWithin ? 'passed' : 'failed';
  const difference = candidate - baseline;
  const ratio = baseline === 0 ? Number.NaN : difference / baseline;
  const isChanged =
    difference >= (absolute ?? Number.NEGATIVE_INFINITY) &&
    ratio >= (relative ?? Number.NEGATIVE_INFINITY);
  return isWithin && isChanged ? 'passed' : 'failed';
}

export interface MlflowThreshold {
  readonly threshold?: number;
  readonly minAbsoluteChange?: number;
  readonly minRelativeChange?: number;
}

/** mlflow, models/evaluation/validation.py at 0c23394: what is not found to fail has passed. */
export function mlflowVerdict(
  { candidate, baseline }: Pair,
  { threshold, minAbsoluteChange, minRelativeChange }: MlflowThreshold,
): PeerVerdict {
  if (candidate === undefined) return 'failed';
  if (threshold !== undefined && candidate < threshold) return 'failed';
  if (minAbsoluteChange === undefined && minRelativeChange === undefined) return 'passed';
  if (baseline === undefined) return 'failed';
  if (minAbsoluteChange !== undefined) {
    // Compared as decimals, which raise InvalidOperation for NaN.
    if (Number.isNaN(candidate)) return 'raised';
    if (candidate < baseline + minAbsoluteChange) return 'failed';
  }
  if (minRelativeChange === undefined) return 'passed';
  if (baseline === 0) return candidate < 1e-10 ? 'failed' : 'passed';
  return (candidate - baseline) / baseline < minRelativeChange ? 'failed' : 'passed';
}
