import type { PipelineActivities } from '../../pipeline/activities.js';
import type { RunEnd } from '../../pipeline/outcome.js';
import { stubActivities } from './stub-activities.js';

/** Stub Activities that note which steps were called, in their order, and what the ledger was told. */
export class NotedPipeline {
  readonly steps: string[] = [];
  readonly ends: RunEnd[] = [];
  readonly activities: PipelineActivities;

  constructor(overrides: Partial<PipelineActivities> = {}) {
    const stubs = stubActivities(overrides);
    const noted =
      <Input, Result>(name: string, activity: (input: Input) => Promise<Result>) =>
      (input: Input): Promise<Result> => {
        this.steps.push(name);
        return activity(input);
      };
    this.activities = {
      stageSource: noted('stageSource', stubs.stageSource),
      buildFeatures: noted('buildFeatures', stubs.buildFeatures),
      trainCandidate: noted('trainCandidate', stubs.trainCandidate),
      evaluateCandidate: noted('evaluateCandidate', stubs.evaluateCandidate),
      publishUdf: noted('publishUdf', stubs.publishUdf),
      recordOutcome: (end) => {
        this.ends.push(end);
        return stubs.recordOutcome(end);
      },
    };
  }
}
