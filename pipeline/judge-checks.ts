import type { Evidence } from './evidence.js';
import type { GatePolicy } from './gate-policy.js';
import { judgeCalibration } from './judge-calibration.js';
import { judgeCopiedRows } from './judge-copied-rows.js';
import { judgeDrift } from './judge-drift.js';
import { judgeGoldenRows } from './judge-golden-rows.js';
import { judgeIdentifiers } from './judge-identifiers.js';
import { judgeLabelRate } from './judge-label-rate.js';
import { judgeSingleFeature } from './judge-single-feature.js';
import type { RuleResult } from './verdict.js';

/**
 * Judges what the evaluation measured of data and model beside the scores. A check that the policy names needs its
 * part of the evidence; one that stands by default is judged where the evidence has it (decision 0009).
 */
export function judgeChecks(evidence: Evidence, policy: GatePolicy): RuleResult[] {
  return [
    ...judgeCopiedRows(evidence, policy),
    ...judgeSingleFeature(evidence, policy),
    ...judgeIdentifiers(evidence, policy),
    ...judgeDrift(evidence, policy),
    ...judgeLabelRate(evidence, policy),
    ...judgeCalibration(evidence, policy),
    ...judgeGoldenRows(evidence, policy),
  ];
}
