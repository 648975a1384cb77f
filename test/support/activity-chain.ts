import { readModelFolder } from '../../client/model-folder/read-model-folder.js';
import type { PipelineActivities } from '../../pipeline/activities.js';
import { decideGate } from '../../pipeline/decide-gate.js';
import { recipeOf } from '../../pipeline/decision.js';
import type { FeatureTable } from '../../pipeline/features.js';
import type { Evaluation, EvaluationInput } from '../../pipeline/gate.js';
import type { ModelSpec } from '../../pipeline/model-spec.js';
import type { RunEnd } from '../../pipeline/outcome.js';
import type { Publication, PublicationInput } from '../../pipeline/publication.js';
import { featuresSqlOf, type RetrainingRequest } from '../../pipeline/retraining-request.js';
import type { Run } from '../../pipeline/run.js';
import type { StagedSources } from '../../pipeline/staging.js';
import type { Candidate, TrainingInput } from '../../pipeline/training.js';
import type { Verdict } from '../../pipeline/verdict.js';
import type { ActivityPlace } from './activity-place.js';

/** All that the steps of one run gave, as far as it came. */
export interface Chain {
  readonly run: Run;
  readonly staged: StagedSources;
  readonly featureTable: FeatureTable;
  readonly candidate: Candidate;
  readonly evaluation: Evaluation;
  readonly verdict: Verdict;
  /** What publishUdf is to be given; null unless the candidate passed. */
  readonly passedInput: PublicationInput | null;
  /** Null unless it passed and was to be published. */
  readonly publication: Publication | null;
}

/** A request to retrain the model of a folder, with `sources` in the place of its own. */
export function requestOfFolder(
  folder: string,
  sources: ModelSpec['sources'],
  changes: Partial<ModelSpec> = {},
): RetrainingRequest {
  const model = readModelFolder(folder);
  return {
    spec: { ...model.spec, sources, ...changes },
    code: model.code,
    codeDigest: model.codeDigest,
    policyDigest: model.policyDigest,
    trigger: 'manual',
    startedBy: 'ada',
    reason: null,
    force: false,
  };
}

/** Runs the steps before the training, and gives what it works on. */
export async function untilTraining(
  place: ActivityPlace,
  run: Run,
  request: RetrainingRequest,
): Promise<TrainingInput & { readonly staged: StagedSources }> {
  const { spec, code, codeDigest, policyDigest } = request;
  const shared = { run, spec, codeDigest, codeFiles: Object.keys(code) };
  const staged = await place.run((activities) => activities.stageSource({ run, request }));
  const featuresSql = featuresSqlOf(request);
  const featuresInput = { ...shared, staged, featuresSql, policyDigest };
  const featureTable = await place.run((activities) => activities.buildFeatures(featuresInput));
  return { ...shared, staged, featureTable };
}

type Judged = Pick<Chain, 'evaluation' | 'verdict' | 'passedInput'>;

/** Runs the steps between the training and the publication: judges the candidate, decides, and writes that down. */
export async function judge(
  place: ActivityPlace,
  input: EvaluationInput & { readonly policyDigest: string },
): Promise<Judged> {
  const { run, spec, featureTable, candidate, codeDigest, codeFiles, policyDigest } = input;
  const judged = { run, spec, featureTable, candidate, codeDigest, codeFiles };
  const evaluation = await place.run((activities) => activities.evaluateCandidate(judged));
  const verdict = decideGate(evaluation.evidence, spec.gate);
  const { evidenceDigest } = evaluation;
  const recipe = recipeOf({ spec, codeDigest, featureTable, candidate, steps: [] });
  const decision = { run, verdict, policy: spec.gate, policyDigest, evidenceDigest, recipe };
  await place.run((activities) => activities.recordDecision(decision));
  if (verdict.kind !== 'passed') return { evaluation, verdict, passedInput: null };
  const passed = { evaluation, verdict, isDecisionRecorded: true };
  return { evaluation, verdict, passedInput: { ...judged, ...passed, policyDigest } };
}

/** Runs the steps one after the other, as the Workflow does; publication only when `publishes` does not forbid it. */
export async function runChain(
  place: ActivityPlace,
  run: Run,
  request: RetrainingRequest,
  { publishes = true } = {},
): Promise<Chain> {
  const { policyDigest } = request;
  const { staged, ...trainingInput } = await untilTraining(place, run, request);
  const { featureTable } = trainingInput;
  const candidate = await place.run((activities) => activities.trainCandidate(trainingInput));
  const judged = await judge(place, { ...trainingInput, candidate, policyDigest });
  const { passedInput } = judged;
  const publication =
    publishes && passedInput !== null
      ? await place.run((activities) => activities.publishUdf(passedInput))
      : null;
  return { run, staged, featureTable, candidate, ...judged, publication };
}

/** Writes the end of a run. */
export function endRun(
  place: ActivityPlace,
  run: Run,
  end: Pick<RunEnd, 'state' | 'step'> & Partial<RunEnd>,
): Promise<void> {
  const whole = { version: null, reasons: [], queryIds: [], ...end, run };
  return place.run((activities: PipelineActivities) => activities.recordOutcome(whole));
}
