import { ApplicationFailure } from '@temporalio/activity';
import { CancelledFailure } from '@temporalio/common';
import { describe, expect, it } from 'vitest';

import type { RunEnd } from '../../pipeline/outcome.js';
import type { Rollback, RollbackInput } from '../../pipeline/rollback.js';
import { Latch } from '../support/latch.js';
import { rollbackRequest, withRollback } from '../support/rollback.js';
import { seenAfterEnd, stepStates } from '../support/seen-run.js';
import { ROLLED_BACK } from '../support/stub-activities.js';
import { failureOf } from '../support/workflow-failure.js';

const GAP = '\u00a0';

/** Stub Activities that note what they were given. */
class NotedRollback {
  readonly inputs: RollbackInput[] = [];
  readonly ends: RunEnd[] = [];
  readonly activities;

  constructor(rollBack: () => Promise<Rollback> = () => Promise.resolve(ROLLED_BACK)) {
    this.activities = {
      rollBack: (input: RollbackInput) => {
        this.inputs.push(input);
        return rollBack();
      },
      recordOutcome: (end: RunEnd) => {
        this.ends.push(end);
        return Promise.resolve();
      },
    };
  }
}

describe('rollBackModel', () => {
  it('lets the older version serve, and shows what it did as a retraining does', async () => {
    const noted = new NotedRollback();

    const { outcome, seen, runId } = await withRollback(
      { request: rollbackRequest(), activities: noted.activities, shape: 'rolled-back' },
      async (handle) => ({
        outcome: await handle.result(),
        seen: await seenAfterEnd(handle),
        runId: handle.firstExecutionRunId,
      }),
    );

    const model = 'telco-churn';
    expect(outcome).toEqual({ kind: 'ROLLED_BACK', model, runId, rollback: ROLLED_BACK });
    expect(noted.inputs).toEqual([
      {
        run: {
          id: runId,
          workflowId: expect.stringMatching(/^retraining-/),
          model,
          trigger: 'rollback',
          startedBy: 'ada',
          reason: 'version 3 is slow',
        },
        toVersion: null,
      },
    ]);
    // The Activity closes the run in the ledger itself.
    expect(noted.ends).toEqual([]);
    expect(stepStates(seen.progress)).toEqual(['publication done']);
    expect(seen.progress.outcome).toBe('ROLLED_BACK');
    expect(seen.attributes).toEqual({
      MlModel: model,
      MlTrigger: 'rollback',
      MlStep: 'publication',
      MlOutcome: 'ROLLED_BACK',
      MlVersion: 2,
    });
    const details = seen.details.replaceAll(GAP, '');
    expect(details).toContain('**telco-churn: ROLLED_BACK**');
    expect(details).toMatch(
      /\| ✔ \| publication \| .* \| PREDICT_CHURN answers with version 2 \| 01b2c3d4-0009 \|/,
    );
    expect(details).toContain('`ratchet schedule pause telco-churn`');
  });

  it('says on its Activity which version it goes to', async () => {
    const { activities } = new NotedRollback();

    const history = await withRollback(
      { request: rollbackRequest({ toVersion: 1 }), activities },
      async (handle) => {
        await handle.result();
        return handle.fetchHistory();
      },
    );

    const summaries = (history.events ?? []).flatMap(
      ({ activityTaskScheduledEventAttributes: scheduled, userMetadata }) =>
        scheduled ? [Buffer.from(userMetadata?.summary?.data ?? []).toString()] : [],
    );
    expect(summaries).toEqual(['"test version 1, then point the serving name at it"']);
  });

  it.each<[number | null, string]>([
    [4, 'Version 4 went live while the rollback was under way; nothing was rolled back.'],
    [
      null,
      'The live version was withdrawn while the rollback was under way; nothing was rolled back.',
    ],
  ])('is superseded when version %s went live meanwhile', async (liveVersion, reason) => {
    const noted = new NotedRollback(() => Promise.resolve({ kind: 'superseded', liveVersion }));

    const { outcome, seen } = await withRollback(
      { request: rollbackRequest(), activities: noted.activities, shape: 'rollback-superseded' },
      async (handle) => ({ outcome: await handle.result(), seen: await seenAfterEnd(handle) }),
    );

    expect(outcome).toMatchObject({ kind: 'SUPERSEDED', reasons: [reason] });
    expect(seen.attributes).toMatchObject({ MlOutcome: 'SUPERSEDED' });
    expect(seen.details).toContain(`- ${reason}\n\nNothing was changed.`);
  });

  it('fails with the reason when it is refused, and tells the ledger', async () => {
    const noted = new NotedRollback(() =>
      Promise.reject(ApplicationFailure.nonRetryable('there is no version 9', 'RollbackRefused')),
    );

    const { failure, seen } = await withRollback(
      { request: rollbackRequest(), activities: noted.activities, shape: 'rollback-refused' },
      async (handle) => ({ failure: await failureOf(handle), seen: await seenAfterEnd(handle) }),
    );

    expect(failure.cause?.cause).toMatchObject({ type: 'RollbackRefused' });
    expect(noted.ends).toMatchObject([
      {
        run: { trigger: 'rollback' },
        state: 'FAILED',
        step: 'publication',
        reasons: ['RollbackRefused: there is no version 9'],
      },
    ]);
    expect(stepStates(seen.progress)).toEqual(['publication failed']);
    expect(seen.details).toContain('The row of telco-churn in LIVE_VERSION tells what serves.');
  });

  it('tries again what may pass', async () => {
    let attempts = 0;
    const noted = new NotedRollback(() => {
      attempts += 1;
      return attempts === 1
        ? Promise.reject(ApplicationFailure.retryable('503', 'SnowflakeConnection'))
        : Promise.resolve(ROLLED_BACK);
    });

    const outcome = await withRollback(
      { request: rollbackRequest(), activities: noted.activities },
      (handle) => handle.result(),
    );

    expect(outcome.kind).toBe('ROLLED_BACK');
    expect(attempts).toBe(2);
  });

  it('does nothing when it was cancelled before it began', async () => {
    const noted = new NotedRollback();

    const failure = await withRollback(
      {
        request: rollbackRequest(),
        activities: noted.activities,
        beforeWorker: async (handle) => {
          await handle.cancel();
        },
        shape: 'rollback-cancelled',
      },
      failureOf,
    );

    expect(failure.cause).toBeInstanceOf(CancelledFailure);
    expect(noted.inputs).toEqual([]);
    expect(noted.ends).toMatchObject([{ state: 'CANCELLED' }]);
  });

  it('finishes what has begun when it is cancelled', async () => {
    const [switching, cancelled] = [new Latch(), new Latch()];
    const noted = new NotedRollback(async () => {
      switching.open();
      await cancelled.opened;
      return ROLLED_BACK;
    });

    const outcome = await withRollback(
      {
        request: rollbackRequest(),
        activities: noted.activities,
        shape: 'rollback-cancelled-midway',
      },
      async (handle) => {
        await switching.opened;
        await handle.cancel();
        cancelled.open();
        return handle.result();
      },
    );

    expect(outcome.kind).toBe('ROLLED_BACK');
    expect(noted.ends).toEqual([]);
  });

  it.each([
    ['reason', rollbackRequest({ reason: ' ' })],
    ['toVersion', rollbackRequest({ toVersion: 0 })],
    ['model', rollbackRequest({ model: '' })],
  ])('fails at once on an input whose %s is none', async (field, request) => {
    const noted = new NotedRollback();

    const failure = await withRollback(
      { request, activities: noted.activities, shape: 'no-rollback-request' },
      failureOf,
    );

    expect(failure.cause).toMatchObject({ type: 'RollbackRefused', nonRetryable: true });
    expect(failure.cause?.message).toContain(field);
    expect(noted.inputs).toEqual([]);
  });
});
