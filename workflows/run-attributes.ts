import { defineSearchAttributeKey } from '@temporalio/common';
import { upsertSearchAttributes } from '@temporalio/workflow';

import type { RunEnd } from '../pipeline/outcome.js';
import type { Run } from '../pipeline/run.js';
import type { Step } from '../pipeline/step.js';

const MODEL = defineSearchAttributeKey('MlModel', 'KEYWORD');
const TRIGGER = defineSearchAttributeKey('MlTrigger', 'KEYWORD');
const STEP = defineSearchAttributeKey('MlStep', 'KEYWORD');
const OUTCOME = defineSearchAttributeKey('MlOutcome', 'KEYWORD');
const VERSION = defineSearchAttributeKey('MlVersion', 'INT');
const PRIMARY_METRIC = defineSearchAttributeKey('MlPrimaryMetric', 'DOUBLE');

/** The Client sets these when it starts a run; a run that was started otherwise is found by them as well. */
export function showStart({ model, trigger }: Run): void {
  upsertSearchAttributes([
    { key: MODEL, value: model },
    { key: TRIGGER, value: trigger },
  ]);
}

/** Shows in lists which step a run is at. */
export function showStep(step: Step): void {
  upsertSearchAttributes([{ key: STEP, value: step }]);
}

/** Shows the candidate's score by the policy's first metric in lists. */
export function showPrimaryMetric(score: number): void {
  upsertSearchAttributes([{ key: PRIMARY_METRIC, value: score }]);
}

/** Shows in lists how a run ended, and the version it was about. */
export function showEnd({ state, version }: RunEnd): void {
  upsertSearchAttributes([
    { key: OUTCOME, value: state },
    ...(version === null ? [] : [{ key: VERSION, value: version }]),
  ]);
}
