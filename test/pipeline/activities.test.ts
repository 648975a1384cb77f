import { describe, expectTypeOf, it } from 'vitest';

import type { PipelineActivities } from '../../pipeline/activities.js';
import type { HeldVerdict, PassedVerdict, RejectedVerdict } from '../../pipeline/verdict.js';

type InputOf<Name extends keyof PipelineActivities> = Parameters<PipelineActivities[Name]>[0];
type ResultOf<Name extends keyof PipelineActivities> = Awaited<
  ReturnType<PipelineActivities[Name]>
>;

// `tsc` decides these, not the test runner.
describe('the flow of a pipeline', () => {
  it('hands the result of each step to the next', () => {
    expectTypeOf<ResultOf<'stageSource'>>().toExtend<InputOf<'buildFeatures'>['staged']>();
    expectTypeOf<ResultOf<'buildFeatures'>>().toExtend<InputOf<'trainCandidate'>['featureTable']>();
    expectTypeOf<ResultOf<'trainCandidate'>>().toExtend<
      InputOf<'evaluateCandidate'>['candidate']
    >();
    expectTypeOf<ResultOf<'evaluateCandidate'>>().toExtend<InputOf<'publishUdf'>['evaluation']>();
  });

  it('does not publish what did not pass', () => {
    expectTypeOf<PassedVerdict>().toExtend<InputOf<'publishUdf'>['verdict']>();
    expectTypeOf<HeldVerdict>().not.toExtend<InputOf<'publishUdf'>['verdict']>();
    expectTypeOf<RejectedVerdict>().not.toExtend<InputOf<'publishUdf'>['verdict']>();
  });
});
