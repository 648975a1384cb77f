import { ApplicationFailure, Context } from '@temporalio/activity';
import { CancelledFailure } from '@temporalio/common';
import { describe, expect, it } from 'vitest';

import { Latch } from '../support/latch.js';
import { NotedPipeline } from '../support/noted-pipeline.js';
import { requestWith } from '../support/retraining-request.js';
import { withRetraining } from '../support/retraining.js';
import { seenAfterEnd } from '../support/seen-run.js';
import { failureOf } from '../support/workflow-failure.js';

const REQUEST = requestWith();

/** Fails once it is told to end, as a step does whose cancellation meets an outage. */
async function failsWhenCancelled(training: Latch): Promise<never> {
  training.open();
  try {
    for (;;) {
      Context.current().heartbeat();
      await Context.current().sleep('10ms');
    }
  } catch {
    throw ApplicationFailure.retryable('no answer', 'SnowflakeConnection');
  }
}

/** Sends no heartbeat, as the step of a Worker that was killed; it ends when its own Worker stops. */
function saysNothing(training: Latch): Promise<never> {
  training.open();
  return Context.current().cancelled;
}

describe('retrainModel, cancelled while a step cannot say so', () => {
  it.each([
    ['cancelled-in-an-outage', failsWhenCancelled],
    ['cancelled-without-its-worker', saysNothing],
  ] as const)('is cancelled all the same: %s', async (shape, trainCandidate) => {
    const training = new Latch();
    const pipeline = new NotedPipeline({ trainCandidate: () => trainCandidate(training) });

    const { failure, seen } = await withRetraining(
      { request: REQUEST, activities: pipeline.activities, shape },
      async (handle) => {
        await training.opened;
        await handle.cancel();
        return { failure: await failureOf(handle), seen: await seenAfterEnd(handle) };
      },
    );

    expect(failure.cause).toBeInstanceOf(CancelledFailure);
    expect(pipeline.steps.at(-1)).toBe('trainCandidate');
    expect(pipeline.ends).toMatchObject([
      { state: 'CANCELLED', step: 'training', reasons: ['cancelled'] },
    ]);
    expect(seen.attributes).toMatchObject({ MlOutcome: 'CANCELLED', MlStep: 'training' });
  });
});
