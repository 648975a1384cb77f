import { proxyActivities, type ActivityOptions } from '@temporalio/workflow';

import type { PipelineActivities } from '../pipeline/activities.js';
import { durationMs } from '../pipeline/duration.js';
import type { ModelSpec } from '../pipeline/model-spec.js';
import type { Step } from '../pipeline/step.js';
import { PUBLICATION, stepOptions, WAREHOUSE_STEP } from './activity-options.js';
import { candidatePurpose, stepPurposes } from './step-purposes.js';

/** The Activities of the five steps, each with its timeouts and with what it does for this model, for the Web UI. */
export function stepActivities(
  spec: ModelSpec,
): Omit<PipelineActivities, 'recordDecision' | 'recordOutcome' | 'writeReport'> {
  const purposes = stepPurposes(spec);
  const activitiesOf = (step: Step, options: ActivityOptions) =>
    proxyActivities<PipelineActivities>({ ...options, summary: purposes[step] });
  return {
    stageSource: activitiesOf('staging', WAREHOUSE_STEP).stageSource,
    buildFeatures: activitiesOf('features', WAREHOUSE_STEP).buildFeatures,
    trainCandidate: activitiesOf('training', stepOptions(durationMs(spec.training.timeout)))
      .trainCandidate,
    evaluateCandidate: activitiesOf('gate', WAREHOUSE_STEP).evaluateCandidate,
    publishUdf: activitiesOf('publication', PUBLICATION).publishUdf,
  };
}

/** The Activity that trains one of several candidates. */
export function trainingOf(spec: ModelSpec, name: string): PipelineActivities['trainCandidate'] {
  const options = stepOptions(durationMs(spec.training.timeout));
  const summary = candidatePurpose(spec, name);
  return proxyActivities<PipelineActivities>({ ...options, summary }).trainCandidate;
}
