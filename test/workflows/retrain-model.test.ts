import { describe, expect, it } from 'vitest';

import type { Publication } from '../../pipeline/publication.js';
import { evidenceOf } from '../support/evidence.js';
import { NotedPipeline } from '../support/noted-pipeline.js';
import { requestWith } from '../support/retraining-request.js';
import { withRetraining } from '../support/retraining.js';
import { seenAfterEnd, stepStates } from '../support/seen-run.js';
import { evaluationOf, FEATURE_TABLE, PUBLISHED } from '../support/stub-activities.js';

const ALL_STEPS = [
  'stageSource',
  'buildFeatures',
  'trainCandidate',
  'evaluateCandidate',
  'publishUdf',
];
const CHAMPION = { roc_auc: 0.8043 };

describe('retrainModel', () => {
  it('promotes a candidate that passes, and shows what it did', async () => {
    const pipeline = new NotedPipeline();
    const request = requestWith({ reason: 'first model' });

    const { outcome, seen, runId } = await withRetraining(
      { request, activities: pipeline.activities, shape: 'promoted' },
      async (handle) => ({
        outcome: await handle.result(),
        seen: await seenAfterEnd(handle),
        runId: handle.firstExecutionRunId,
      }),
    );

    expect(outcome).toMatchObject({
      kind: 'PROMOTED',
      model: 'telco-churn',
      runId,
      verdict: { kind: 'passed' },
      publication: PUBLISHED,
    });
    expect(pipeline.steps).toEqual(ALL_STEPS);
    expect(pipeline.ends).toEqual([
      {
        run: {
          id: runId,
          workflowId: expect.stringMatching(/^retraining-/),
          model: 'telco-churn',
          trigger: 'manual',
          startedBy: 'ada',
          reason: 'first model',
        },
        state: 'PROMOTED',
        step: 'publication',
        version: 1,
        reasons: [],
        queryIds: ['1', '2', '3', '4', '5', '6', '7'].map((end) => `01b2c3d4-000${end}`),
      },
    ]);
    expect(seen.progress.outcome).toBe('PROMOTED');
    expect(stepStates(seen.progress)).toEqual([
      'staging done',
      'features done',
      'training done',
      'gate done',
      'publication done',
    ]);
    expect(seen.attributes).toEqual({
      MlModel: 'telco-churn',
      MlTrigger: 'manual',
      MlStep: 'publication',
      MlOutcome: 'PROMOTED',
      MlVersion: 1,
      MlPrimaryMetric: 0.8043,
    });
  });

  it.each([
    {
      kind: 'HELD',
      scores: { roc_auc: 0.78 },
      reason:
        'roc_auc is 0.78, 0.0243 worse than the 0.8043 of version 3; at most 0.01 worse is asked for.',
    },
    {
      kind: 'REJECTED',
      scores: { roc_auc: 0.71 },
      reason: 'roc_auc is 0.71, below the floor of 0.75.',
    },
    {
      kind: 'REJECTED',
      scores: { roc_auc: 'NaN' },
      reason: 'roc_auc of the candidate is NaN, not a finite number: it cannot be judged.',
    },
  ] as const)('completes as $kind on $scores, and publishes nothing', async (given) => {
    const { kind, scores, reason } = given;
    const evaluation = evaluationOf(evidenceOf(scores, CHAMPION));
    const pipeline = new NotedPipeline({ evaluateCandidate: () => Promise.resolve(evaluation) });

    const { outcome, seen } = await withRetraining(
      { request: requestWith(), activities: pipeline.activities, shape: kind.toLowerCase() },
      async (handle) => ({ outcome: await handle.result(), seen: await seenAfterEnd(handle) }),
    );

    expect(outcome).toMatchObject({ kind, reasons: [reason], evidence: evaluation.evidence });
    expect(pipeline.steps).not.toContain('publishUdf');
    expect(pipeline.ends).toMatchObject([{ state: kind, step: 'gate', reasons: [reason] }]);
    expect(stepStates(seen.progress)).toContain('publication skipped');
    expect(seen.attributes).toMatchObject({ MlOutcome: kind, MlStep: 'gate' });
    expect(seen.details).toContain(`- ${reason}\n\n\`PREDICT_CHURN\` is as it was.`);
  });

  it.each<[string, number | null, string]>([
    [
      'went live',
      4,
      'Version 4 went live after the candidate was judged: it has not been compared with what serves now.',
    ],
    [
      'was withdrawn',
      null,
      'The live version was withdrawn after the candidate was judged: it has not been compared with what serves now.',
    ],
  ])(
    'holds a passed candidate when another version %s in between',
    async (_, liveVersion, reason) => {
      const publication: Publication = { kind: 'superseded', liveVersion };
      const pipeline = new NotedPipeline({ publishUdf: () => Promise.resolve(publication) });

      const outcome = await withRetraining(
        { request: requestWith(), activities: pipeline.activities, shape: 'superseded' },
        (handle) => handle.result(),
      );

      expect(outcome).toMatchObject({
        kind: 'HELD',
        reasons: [reason],
        verdict: { kind: 'passed' },
      });
      expect(pipeline.ends).toMatchObject([{ state: 'HELD', step: 'publication', version: null }]);
    },
  );

  it('trains nothing when data, code and policy are those of the live version', async () => {
    const featureTable = { ...FEATURE_TABLE, sameAsVersion: 3 };
    const pipeline = new NotedPipeline({ buildFeatures: () => Promise.resolve(featureTable) });

    const { outcome, seen } = await withRetraining(
      { request: requestWith(), activities: pipeline.activities, shape: 'no-change' },
      async (handle) => ({ outcome: await handle.result(), seen: await seenAfterEnd(handle) }),
    );

    const reasons = ['Data, code and policy are those of version 3, which is live.'];
    expect(outcome).toMatchObject({ kind: 'NO_CHANGE', version: 3, reasons });
    expect(pipeline.steps).toEqual(['stageSource', 'buildFeatures']);
    expect(pipeline.ends).toMatchObject([{ state: 'NO_CHANGE', step: 'features', version: 3 }]);
    expect(stepStates(seen.progress)).toContain('training skipped');
    expect(seen.details).toContain('`ratchet run telco-churn --force`');
  });

  it('trains all the same when it is forced', async () => {
    const featureTable = { ...FEATURE_TABLE, sameAsVersion: 3 };
    const pipeline = new NotedPipeline({ buildFeatures: () => Promise.resolve(featureTable) });

    const outcome = await withRetraining(
      { request: requestWith({ force: true }), activities: pipeline.activities },
      (handle) => handle.result(),
    );

    expect(outcome.kind).toBe('PROMOTED');
    expect(pipeline.steps).toEqual(ALL_STEPS);
  });

  it('keeps nothing in a Worker: a run without cached Workflows ends alike', async () => {
    const pipeline = new NotedPipeline();

    const outcome = await withRetraining(
      { request: requestWith(), activities: pipeline.activities, maxCachedWorkflows: 0 },
      (handle) => handle.result(),
    );

    expect(outcome.kind).toBe('PROMOTED');
    expect(pipeline.steps).toEqual(ALL_STEPS);
  });
});
