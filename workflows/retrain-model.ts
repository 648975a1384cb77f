import { workflowInfo } from '@temporalio/workflow';

import { decideGate } from '../pipeline/decide-gate.js';
import { refusedData } from '../pipeline/judge-data.js';
import type { RetrainingOutcome } from '../pipeline/outcome.js';
import { featuresSqlOf, type RetrainingRequest } from '../pipeline/retraining-request.js';
import type { Run } from '../pipeline/run.js';
import { splitSalt } from '../pipeline/split-salt.js';
import { keptBack, notChanged, promoted, refused, superseded, withChoice } from './outcomes.js';
import { recordDecided } from './record-decision.js';
import { recordEnd, recordFailureOf } from './record-end.js';
import { reportOn } from './report-on.js';
import { RunProgress } from './run-progress.js';
import { stepActivities } from './step-activities.js';
import { thisRun } from './this-run.js';
import { toItsEnd } from './to-its-end.js';
import { trainModel } from './train-candidates.js';

/**
 * Retrains one model, and publishes the candidate only when it passes its gate. Completes with an outcome, and a
 * candidate that is kept back is one; fails only for technical reasons, with a type of pipeline/failure-types.ts.
 */
export async function retrainModel(request: RetrainingRequest): Promise<RetrainingOutcome> {
  const run = thisRun(request);
  const progress = new RunProgress(run, request.spec);
  const outcome = await recordFailureOf(retrain(run, request, progress), progress);
  await recordEnd(progress.ended(outcome));
  await reportOn(run, outcome, progress);
  return outcome;
}

async function retrain(
  run: Run,
  request: RetrainingRequest,
  progress: RunProgress,
): Promise<RetrainingOutcome> {
  const { spec, code, codeDigest, policyDigest } = request;
  const { stageSource, buildFeatures, trainCandidate, evaluateCandidate, publishUdf } =
    stepActivities(spec);
  const codeFiles = Object.keys(code);
  const featuresSql = featuresSqlOf(request);

  const staged = await progress.step('staging', stageSource({ run, request }));
  // The start of the run, however late a Worker comes to it.
  const salt = splitSalt(spec.split, workflowInfo().startTime);
  const featureTable = await progress.step(
    'features',
    buildFeatures({
      run,
      spec,
      staged,
      featuresSql,
      splitSalt: salt,
      codeDigest,
      policyDigest,
      codeFiles,
    }),
  );
  const refusal = refusedData(featureTable.measured ?? null, spec.gate);
  if (refusal !== null) {
    progress.refused(refusal);
    const made = { featureTable, candidate: null, steps: progress.timings() };
    await recordDecided({ run, request, verdict: refusal, evidenceDigest: null, ...made });
    return refused(run, refusal);
  }
  if (featureTable.sameAsVersion !== null && !request.force) {
    return notChanged(run, featureTable.sameAsVersion);
  }
  const candidate = await progress.step(
    'training',
    trainModel({ run, spec, featureTable, codeDigest, codeFiles }, trainCandidate, progress),
  );
  const evaluation = await progress.step(
    'gate',
    evaluateCandidate({ run, spec, featureTable, candidate, codeDigest, codeFiles }),
  );
  const { evidence, evidenceDigest } = evaluation;
  const verdict = decideGate(evidence, spec.gate);
  progress.judged(evidence, verdict);
  const made = { featureTable, candidate, steps: progress.timings() };
  const decided = { run, request, verdict, evidenceDigest, ...made };
  const isDecisionRecorded = await recordDecided(decided);
  if (verdict.kind !== 'passed') return withChoice(keptBack(run, evidence, verdict), candidate);

  const passed = { candidate, evaluation, verdict, isDecisionRecorded };
  const publication = await toItsEnd(() =>
    progress.step(
      'publication',
      publishUdf({ run, spec, featureTable, ...passed, codeDigest, policyDigest, codeFiles }),
    ),
  );
  const outcome =
    publication.kind === 'published'
      ? promoted(run, evidence, verdict, publication)
      : superseded(run, evidence, verdict, publication);
  return withChoice(outcome, candidate);
}
