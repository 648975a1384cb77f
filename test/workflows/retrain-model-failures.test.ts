import { ApplicationFailure, Context } from '@temporalio/activity';
import { CancelledFailure } from '@temporalio/common';
import { describe, expect, it } from 'vitest';

import { evidenceWith } from '../support/evidence.js';
import { Latch } from '../support/latch.js';
import { NotedPipeline } from '../support/noted-pipeline.js';
import { requestWith } from '../support/retraining-request.js';
import { withRetraining, type RetrainingHandle } from '../support/retraining.js';
import { seenAfterEnd, stepStates } from '../support/seen-run.js';
import { evaluationOf, PUBLISHED } from '../support/stub-activities.js';
import { failureOf } from '../support/workflow-failure.js';

const REQUEST = requestWith();

/** Runs until it is cancelled, as a training does. */
async function untilCancelled(): Promise<never> {
  for (;;) {
    Context.current().heartbeat();
    await Context.current().sleep('10ms');
  }
}

function userCode(): Promise<never> {
  const message = 'train.py raised ValueError | at line 3';
  return Promise.reject(ApplicationFailure.nonRetryable(message, 'UserCode'));
}

describe('retrainModel on a technical failure', () => {
  it('fails with the type of the step, and tells the ledger', async () => {
    const pipeline = new NotedPipeline({ trainCandidate: userCode });

    const { failure, seen } = await withRetraining(
      { request: REQUEST, activities: pipeline.activities, shape: 'failed' },
      async (handle) => ({ failure: await failureOf(handle), seen: await seenAfterEnd(handle) }),
    );

    const reason = 'UserCode: train.py raised ValueError | at line 3';
    expect(failure.cause?.cause).toMatchObject({ type: 'UserCode', nonRetryable: true });
    expect(pipeline.steps).toEqual(['stageSource', 'buildFeatures', 'trainCandidate']);
    expect(pipeline.ends).toMatchObject([
      { state: 'FAILED', step: 'training', version: null, reasons: [reason] },
    ]);
    expect(stepStates(seen.progress)).toEqual([
      'staging done',
      'features done',
      'training failed',
      'gate skipped',
      'publication skipped',
    ]);
    expect(seen.progress.outcome).toBeNull();
    expect(seen.attributes).toMatchObject({ MlOutcome: 'FAILED', MlStep: 'training' });
    expect(seen.details).toContain(
      '- UserCode: train.py raised ValueError \\| at line 3\n\nNothing was published: `PREDICT_CHURN` is as it was.',
    );
  });

  it('fails at once on an input that is no request', async () => {
    const pipeline = new NotedPipeline();
    const request = requestWith();
    Object.assign(request.spec, { gate: 'accuracy above 0.9', training: { timeout: 'long' } });

    const failure = await withRetraining(
      { request, activities: pipeline.activities, shape: 'no-request' },
      failureOf,
    );

    expect(failure.cause).toMatchObject({ type: 'ModelFolder', nonRetryable: true });
    expect(failure.cause?.message).toContain('This is no request to retrain a model');
    expect(failure.cause?.message).toContain('spec.training.timeout');
    expect(failure.cause?.message).toContain('spec.gate');
    expect(pipeline.steps).toEqual([]);
    expect(pipeline.ends).toEqual([]);
  });

  it('says that a failed publication may have switched', async () => {
    const conflict = ApplicationFailure.nonRetryable(
      'another function stands there',
      'VersionConflict',
    );
    const pipeline = new NotedPipeline({ publishUdf: () => Promise.reject(conflict) });

    const seen = await withRetraining(
      { request: REQUEST, activities: pipeline.activities, shape: 'publication-failed' },
      seenAfterEnd,
    );

    expect(pipeline.ends).toMatchObject([{ state: 'FAILED', step: 'publication' }]);
    expect(seen.details).toContain('the row of telco-churn in LIVE_VERSION tells what serves.');
  });

  it('fails with the first failure when the ledger cannot be told either', async () => {
    const noLogin = ApplicationFailure.nonRetryable('login refused', 'SnowflakeAuthentication');
    const pipeline = new NotedPipeline({
      trainCandidate: userCode,
      recordOutcome: () => Promise.reject(noLogin),
    });

    const failure = await withRetraining(
      { request: REQUEST, activities: pipeline.activities, shape: 'failed-unrecorded' },
      failureOf,
    );

    expect(failure.cause?.cause).toMatchObject({ type: 'UserCode' });
    expect(pipeline.ends).toHaveLength(1);
  });

  it('fails when what it did cannot be recorded', async () => {
    const corrupt = ApplicationFailure.nonRetryable('two rows of the run', 'LedgerCorrupt');
    const pipeline = new NotedPipeline({ recordOutcome: () => Promise.reject(corrupt) });

    const failure = await withRetraining(
      { request: REQUEST, activities: pipeline.activities },
      failureOf,
    );

    expect(failure.cause?.cause).toMatchObject({ type: 'LedgerCorrupt' });
    expect(pipeline.ends.map(({ state }) => state)).toEqual(['PROMOTED']);
  });

  it('tries a step again whose failure may pass', async () => {
    const attempts: number[] = [];
    const pipeline = new NotedPipeline({
      evaluateCandidate: () => {
        attempts.push(Context.current().info.attempt);
        return attempts.length === 1
          ? Promise.reject(ApplicationFailure.retryable('503', 'SnowflakeConnection'))
          : Promise.resolve(evaluationOf(evidenceWith()));
      },
    });

    const outcome = await withRetraining(
      { request: REQUEST, activities: pipeline.activities, shape: 'retried' },
      (handle) => handle.result(),
    );

    expect(outcome.kind).toBe('PROMOTED');
    expect(attempts).toEqual([1, 2]);
  });
});

describe('retrainModel on a cancellation', () => {
  it('ends as cancelled once the running step has ended, and tells the ledger', async () => {
    const training = new Latch();
    const pipeline = new NotedPipeline({
      trainCandidate: () => {
        training.open();
        return untilCancelled();
      },
    });

    const { failure, seen } = await withRetraining(
      { request: REQUEST, activities: pipeline.activities, shape: 'cancelled' },
      async (handle) => {
        await training.opened;
        await handle.cancel();
        return { failure: await failureOf(handle), seen: await seenAfterEnd(handle) };
      },
    );

    expect(failure.cause).toBeInstanceOf(CancelledFailure);
    expect(pipeline.steps).not.toContain('evaluateCandidate');
    expect(pipeline.ends).toMatchObject([
      { state: 'CANCELLED', step: 'training', reasons: ['cancelled'] },
    ]);
    expect(seen.attributes).toMatchObject({ MlOutcome: 'CANCELLED' });
    expect(seen.details).toContain('Nothing was published');
  });

  it('publishes nothing when it was cancelled while the gate was judging', async () => {
    const evaluating = new Latch();
    const cancelled = new Latch();
    const pipeline = new NotedPipeline({
      evaluateCandidate: async () => {
        evaluating.open();
        await cancelled.opened;
        return evaluationOf(evidenceWith());
      },
    });

    const failure = await withRetraining(
      { request: REQUEST, activities: pipeline.activities, shape: 'cancelled-at-the-gate' },
      async (handle) => {
        await evaluating.opened;
        await handle.cancel();
        cancelled.open();
        return failureOf(handle);
      },
    );

    expect(failure.cause).toBeInstanceOf(CancelledFailure);
    expect(pipeline.steps).not.toContain('publishUdf');
    expect(pipeline.ends).toMatchObject([{ state: 'CANCELLED', step: 'gate' }]);
  });

  it('finishes a publication that has begun, which never hears of it', async () => {
    const publishing = new Latch();
    const cancelled = new Latch();
    const pipeline = new NotedPipeline({
      publishUdf: async () => {
        publishing.open();
        await cancelled.opened;
        return PUBLISHED;
      },
    });

    const { outcome, history } = await withRetraining(
      { request: REQUEST, activities: pipeline.activities, shape: 'cancelled-in-publication' },
      async (handle) => {
        await publishing.opened;
        await handle.cancel();
        await expect.poll(() => hasMetCancellation(handle)).toBe(true);
        cancelled.open();
        const outcome = await handle.result();
        return { outcome, history: await handle.fetchHistory() };
      },
    );

    expect(outcome.kind).toBe('PROMOTED');
    expect(pipeline.ends).toMatchObject([{ state: 'PROMOTED', version: 1 }]);
    const requests = history.events?.map((one) => one.activityTaskCancelRequestedEventAttributes);
    expect(requests?.filter((request) => request != null)).toEqual([]);
  });
});

/** Whether the Workflow's code has run since it was cancelled. */
async function hasMetCancellation(handle: RetrainingHandle): Promise<boolean> {
  const { events } = await handle.fetchHistory();
  const at = events?.findIndex((one) => one.workflowExecutionCancelRequestedEventAttributes) ?? -1;
  const after = at < 0 ? [] : (events?.slice(at) ?? []);
  return after.some((one) => one.workflowTaskCompletedEventAttributes);
}
