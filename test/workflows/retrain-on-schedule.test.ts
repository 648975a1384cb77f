import { ApplicationFailure, Context } from '@temporalio/activity';
import type { Client, WorkflowHandleWithFirstExecutionRunId } from '@temporalio/client';
import { CancelledFailure } from '@temporalio/common';
import { describe, expect, it } from 'vitest';

import type { PipelineActivities } from '../../pipeline/activities.js';
import type { RetrainingRequest } from '../../pipeline/retraining-request.js';
import {
  RETRAIN_MODEL,
  RETRAIN_ON_SCHEDULE,
  retrainingWorkflowId,
} from '../../pipeline/workflow-ids.js';
import type { retrainModel, retrainOnSchedule } from '../../workflows/index.js';
import { evidenceOf } from '../support/evidence.js';
import { Latch } from '../support/latch.js';
import { NotedPipeline } from '../support/noted-pipeline.js';
import { requestWith } from '../support/retraining-request.js';
import { seenAfterEnd, seenWorkflow } from '../support/seen-run.js';
import { evaluationOf, PUBLISHED } from '../support/stub-activities.js';
import { failureOf } from '../support/workflow-failure.js';
import { withWorkflow } from '../support/workflow-run.js';

type Scheduled = WorkflowHandleWithFirstExecutionRunId<typeof retrainOnSchedule>;

let models = 0;

/** A request of a Schedule, for a model of its own: one Workflow Id a model is what these tests are about. */
function scheduledRequest(): RetrainingRequest {
  models += 1;
  const { spec } = requestWith();
  return requestWith({ spec: { ...spec, name: `on-schedule-${models}` }, trigger: 'schedule' });
}

interface Given {
  readonly request: RetrainingRequest;
  readonly activities: PipelineActivities;
  readonly shape?: string;
}

/** Starts what a Schedule starts, and follows it. */
function withScheduled<Result>(
  { request, ...run }: Given,
  follow: (handle: Scheduled, client: Client) => Promise<Result>,
): Promise<Result> {
  const start = (client: Client, taskQueue: string) =>
    client.workflow.start<typeof retrainOnSchedule>(RETRAIN_ON_SCHEDULE, {
      taskQueue,
      workflowId: `schedule-${taskQueue}`,
      args: [request],
      memo: { modelDigest: 'd'.repeat(64) },
    });
  return withWorkflow({ ...run, start }, follow);
}

function retrainingOf(client: Client, { spec }: RetrainingRequest) {
  return client.workflow.getHandle<typeof retrainModel>(retrainingWorkflowId(spec.name));
}

/** A training that tells that it runs, and runs until it is cancelled. */
function endlessTraining(): { readonly training: Latch; readonly pipeline: NotedPipeline } {
  const training = new Latch();
  const pipeline = new NotedPipeline({
    trainCandidate: async () => {
      training.open();
      for (;;) {
        Context.current().heartbeat();
        await Context.current().sleep('10ms');
      }
    },
  });
  return { training, pipeline };
}

describe('retrainOnSchedule', () => {
  it('retrains under the Workflow Id of the model, with all that the Schedule says of the run', async () => {
    const request = scheduledRequest();
    const { name: model } = request.spec;
    const { activities } = new NotedPipeline();

    const { outcome, seen, run } = await withScheduled(
      { request, activities, shape: 'scheduled' },
      async (handle, client) => ({
        outcome: await handle.result(),
        seen: await seenWorkflow(handle),
        run: {
          ...(await seenAfterEnd(retrainingOf(client, request))),
          ...(await retrainingOf(client, request).describe()),
          static: await staticMetadata(client, request),
        },
      }),
    );

    const workflowId = `retrain-${model}`;
    expect(outcome).toEqual({ kind: 'PROMOTED', model, workflowId, runId: run.runId });
    expect(run.attributes).toMatchObject({ MlModel: model, MlTrigger: 'schedule', MlVersion: 1 });
    expect(run.memo).toEqual({ modelDigest: 'd'.repeat(64) });
    expect(run.static.summary).toBe(`${model}, scheduled`);
    expect(run.static.details).toContain('- roc_auc min 0.75');
    expect(seen.memo).toMatchObject({ startedRunId: run.runId });
    expect(seen.details).toContain(`**${model}: PROMOTED**`);
    expect(seen.details).toContain(`The run is \`${workflowId}\`, \`${run.runId}\``);
    expect(seen.attributes).toEqual({});
  });

  it('completes when the gate keeps the champion: no failure, which would pause the Schedule', async () => {
    const evaluation = evaluationOf(evidenceOf({ roc_auc: 0.71 }, { roc_auc: 0.8 }));
    const { activities } = new NotedPipeline({
      evaluateCandidate: () => Promise.resolve(evaluation),
    });

    const outcome = await withScheduled({ request: scheduledRequest(), activities }, (handle) =>
      handle.result(),
    );

    expect(outcome.kind).toBe('REJECTED');
  });

  it('skips its time while a run of the model is open, and shows why', async () => {
    const request = scheduledRequest();
    const { name: model } = request.spec;
    const pipeline = new NotedPipeline();

    const { outcome, seen } = await withWorkflow(
      {
        activities: pipeline.activities,
        shape: 'schedule-skipped',
        start: async (client, taskQueue) => {
          await client.workflow.start(RETRAIN_MODEL, {
            taskQueue: 'nobody-polls',
            workflowId: retrainingWorkflowId(model),
            args: [request],
          });
          return client.workflow.start<typeof retrainOnSchedule>(RETRAIN_ON_SCHEDULE, {
            taskQueue,
            workflowId: `schedule-${taskQueue}`,
            args: [request],
          });
        },
      },
      async (handle, client) => {
        const result = await handle.result();
        await retrainingOf(client, request).terminate('the test is over');
        return { outcome: result, seen: await seenWorkflow(handle) };
      },
    );

    const reason = `A retraining of ${model} is open already (retrain-${model}).`;
    expect(outcome).toEqual({ kind: 'SKIPPED', model, reason });
    expect(pipeline.steps).toEqual([]);
    expect(seen.attributes).toEqual({ MlOutcome: 'SKIPPED' });
    expect(seen.memo).toEqual({ skipped: reason });
    expect(seen.details).toBe(
      `**${model}: SKIPPED**\n\n${reason} Nothing was started; the Schedule tries again at its next time.`,
    );
  });

  it('fails with the reason and type of the run that failed', async () => {
    const request = scheduledRequest();
    const { activities } = new NotedPipeline({
      trainCandidate: () =>
        Promise.reject(ApplicationFailure.nonRetryable('no such column', 'SnowflakeStatement')),
    });

    const failure = await withScheduled(
      { request, activities, shape: 'schedule-failed' },
      failureOf,
    );

    expect(failure.cause).toMatchObject({
      message: `retrain-${request.spec.name} failed: SnowflakeStatement: no such column`,
      type: 'SnowflakeStatement',
      nonRetryable: true,
    });
  });

  it('fails at once on an input that is no request', async () => {
    const request = scheduledRequest();
    Object.assign(request.spec, { target: 'CHURN' });
    const { activities } = new NotedPipeline();

    const failure = await withScheduled({ request, activities }, failureOf);

    expect(failure.cause).toMatchObject({ type: 'ModelFolder' });
    expect(failure.cause?.message).toContain('spec.target');
  });
});

describe('a scheduled run that somebody stops', () => {
  it('is cancelled with the Workflow of the Schedule, which waits for its end', async () => {
    const request = scheduledRequest();
    const { training, pipeline } = endlessTraining();

    const { failure, run } = await withScheduled(
      { request, activities: pipeline.activities, shape: 'schedule-cancelled' },
      async (handle, client) => {
        await training.opened;
        await handle.cancel();
        return {
          failure: await failureOf(handle),
          run: await retrainingOf(client, request).describe(),
        };
      },
    );

    expect(failure.cause).toBeInstanceOf(CancelledFailure);
    expect(run.status.name).toBe('CANCELLED');
    expect(pipeline.ends).toMatchObject([{ state: 'CANCELLED', step: 'training' }]);
  });

  it('ends the Workflow of the Schedule without a failure when it is cancelled itself', async () => {
    const request = scheduledRequest();
    const { training, pipeline } = endlessTraining();

    const outcome = await withScheduled(
      { request, activities: pipeline.activities, shape: 'schedule-run-cancelled' },
      async (handle, client) => {
        await training.opened;
        await retrainingOf(client, request).cancel();
        return handle.result();
      },
    );

    expect(outcome).toMatchObject({ kind: 'CANCELLED', model: request.spec.name });
    expect(pipeline.ends).toMatchObject([{ state: 'CANCELLED' }]);
  });

  it('ends it without a failure when it is terminated', async () => {
    const request = scheduledRequest();
    const { training, pipeline } = endlessTraining();

    const outcome = await withScheduled(
      { request, activities: pipeline.activities },
      async (handle, client) => {
        await training.opened;
        await retrainingOf(client, request).terminate('by hand');
        return handle.result();
      },
    );

    expect(outcome).toMatchObject({ kind: 'TERMINATED' });
  });

  it('is not left alone when the Workflow of the Schedule is terminated', async () => {
    const request = scheduledRequest();
    const { training, pipeline } = endlessTraining();

    const failure = await withScheduled(
      { request, activities: pipeline.activities },
      async (handle, client) => {
        await training.opened;
        await handle.terminate('by hand');
        return failureOf(retrainingOf(client, request));
      },
    );

    expect(failure.cause).toBeInstanceOf(CancelledFailure);
    expect(pipeline.ends).toMatchObject([{ state: 'CANCELLED', step: 'training' }]);
  });

  it('finishes a publication that has begun, and so does the Workflow of the Schedule', async () => {
    const [publishing, cancelled] = [new Latch(), new Latch()];
    const pipeline = new NotedPipeline({
      publishUdf: async () => {
        publishing.open();
        await cancelled.opened;
        return PUBLISHED;
      },
    });

    const outcome = await withScheduled(
      { request: scheduledRequest(), activities: pipeline.activities },
      async (handle) => {
        await publishing.opened;
        await handle.cancel();
        cancelled.open();
        return handle.result();
      },
    );

    expect(outcome.kind).toBe('PROMOTED');
    expect(pipeline.ends).toMatchObject([{ state: 'PROMOTED' }]);
  });
});

/** Summary and details that the Web UI shows of a run from its start. */
async function staticMetadata(client: Client, request: RetrainingRequest) {
  const description = await retrainingOf(client, request).describe();
  return {
    summary: await description.staticSummary(),
    details: await description.staticDetails(),
  };
}
