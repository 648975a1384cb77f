import { decideGate } from '../pipeline/decide-gate.js';
import type { RetrainingOutcome } from '../pipeline/outcome.js';
import type { RetrainingRequest } from '../pipeline/retraining-request.js';
import type { Run } from '../pipeline/run.js';
import { keptBack, notChanged, promoted, superseded } from './outcomes.js';
import { recordEnd, recordFailureOf } from './record-end.js';
import { RunProgress } from './run-progress.js';
import { stepActivities } from './step-activities.js';
import { thisRun } from './this-run.js';
import { toItsEnd } from './to-its-end.js';

/**
 * Retrains one model, and publishes the candidate only when it passes its gate. Completes with an outcome, and a
 * candidate that is kept back is one; fails only for technical reasons, with a type of pipeline/failure-types.ts.
 */
export async function retrainModel(request: RetrainingRequest): Promise<RetrainingOutcome> {
  const run = thisRun(request);
  const progress = new RunProgress(run, request.spec);
  const outcome = await recordFailureOf(retrain(run, request, progress), progress);
  await recordEnd(progress.ended(outcome));
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
  const featuresSql = spec.features === 'features.py' ? null : (code['features.sql'] ?? null);

  const staged = await progress.step('staging', stageSource({ run, request }));
  const featureTable = await progress.step(
    'features',
    buildFeatures({ run, spec, staged, featuresSql, codeDigest, policyDigest, codeFiles }),
  );
  if (featureTable.sameAsVersion !== null && !request.force) {
    return notChanged(run, featureTable.sameAsVersion);
  }
  const candidate = await progress.step(
    'training',
    trainCandidate({ run, spec, featureTable, codeDigest, codeFiles }),
  );
  const evaluation = await progress.step(
    'gate',
    evaluateCandidate({ run, spec, featureTable, candidate, codeDigest, codeFiles }),
  );
  const { evidence } = evaluation;
  const verdict = decideGate(evidence, spec.gate);
  progress.judged(evidence, verdict);
  if (verdict.kind !== 'passed') return keptBack(run, evidence, verdict);

  const passed = { candidate, evaluation, verdict };
  const publication = await toItsEnd(() =>
    progress.step(
      'publication',
      publishUdf({ run, spec, featureTable, ...passed, codeDigest, policyDigest, codeFiles }),
    ),
  );
  return publication.kind === 'published'
    ? promoted(run, evidence, verdict, publication)
    : superseded(run, evidence, verdict, publication);
}
