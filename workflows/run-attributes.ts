import { upsertSearchAttributes } from '@temporalio/workflow';

import type { RunEnd } from '../pipeline/outcome.js';
import type { Run } from '../pipeline/run.js';
import { SEARCH_ATTRIBUTES } from '../pipeline/search-attributes.js';
import type { Step } from '../pipeline/step.js';

/** What a run carries from its start. */
export function startAttributes({ model, trigger }: Pick<Run, 'model' | 'trigger'>) {
  return [
    { key: SEARCH_ATTRIBUTES.model, value: model },
    { key: SEARCH_ATTRIBUTES.trigger, value: trigger },
  ];
}

/** The Client sets these when it starts a run; a run that was started otherwise is found by them as well. */
export function showStart(run: Run): void {
  upsertSearchAttributes(startAttributes(run));
}

/** Shows in lists how a Workflow ended that is no run. */
export function showOutcome(outcome: string): void {
  upsertSearchAttributes([{ key: SEARCH_ATTRIBUTES.outcome, value: outcome }]);
}

/** Shows in lists which step a run is at. */
export function showStep(step: Step): void {
  upsertSearchAttributes([{ key: SEARCH_ATTRIBUTES.step, value: step }]);
}

/** Shows the candidate's score by the policy's first metric in lists. */
export function showPrimaryMetric(score: number): void {
  upsertSearchAttributes([{ key: SEARCH_ATTRIBUTES.primaryMetric, value: score }]);
}

/** Shows in lists how a run ended, and the version it was about. */
export function showEnd({ state, version }: RunEnd): void {
  upsertSearchAttributes([
    { key: SEARCH_ATTRIBUTES.outcome, value: state },
    ...(version === null ? [] : [{ key: SEARCH_ATTRIBUTES.version, value: version }]),
  ]);
}
