import type { PipelineActivities } from '../../pipeline/activities.js';
import type { DecisionInput } from '../../pipeline/decision.js';
import type { RunEnd } from '../../pipeline/outcome.js';
import { stubActivities } from './stub-activities.js';

/** Stub Activities that note which steps were called, in their order, and what the ledger was told. */
export class NotedPipeline {
  readonly steps: string[] = [];
  readonly decisions: DecisionInput[] = [];
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
      stageSource: noted('stageSource', (input) => stubs.stageSource(input)),
      buildFeatures: noted('buildFeatures', (input) => stubs.buildFeatures(input)),
      trainCandidate: noted('trainCandidate', (input) => stubs.trainCandidate(input)),
      evaluateCandidate: noted('evaluateCandidate', (input) => stubs.evaluateCandidate(input)),
      publishUdf: noted('publishUdf', (input) => stubs.publishUdf(input)),
      recordDecision: (input) => {
        this.decisions.push(input);
        return stubs.recordDecision(input);
      },
      recordOutcome: (end) => {
        this.ends.push(end);
        return stubs.recordOutcome(end);
      },
      writeReport: (input) => stubs.writeReport(input),
    };
  }
}
