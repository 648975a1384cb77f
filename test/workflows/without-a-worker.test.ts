import { afterEach, beforeEach, expect, inject, it } from 'vitest';

import { connectTemporal, type Temporal } from '../../client/connect.js';
import { registerSearchAttributes } from '../../client/search-attributes.js';
import { retrainingWorkflowId } from '../../pipeline/workflow-ids.js';
import { enterWorkspace, type Workspace } from '../support/model-folders.js';
import { NotedPipeline } from '../support/noted-pipeline.js';
import { ratchet } from '../support/ratchet.js';
import { withStubWorker } from '../support/stub-worker.js';

const MODEL = 'long-alone';
const { address } = inject('temporal');

let temporal: Temporal;
let workspace: Workspace;
beforeEach(async () => {
  temporal = await connectTemporal({ address });
  await registerSearchAttributes(temporal);
  workspace = enterWorkspace();
  workspace.write(MODEL);
});
afterEach(async () => {
  workspace.remove();
  await temporal.close();
});

/** A duration that counts; Temporal writes one that was not set as 0. */
function isSet(duration: { seconds?: unknown; nanos?: unknown } | null | undefined): boolean {
  return Number(duration?.seconds ?? 0) > 0 || Number(duration?.nanos ?? 0) > 0;
}

it('a run waits for a Worker however long it takes: nothing but attempts is bounded by time', async () => {
  const place = ['--address', address, '--task-queue', MODEL];
  await ratchet('run', MODEL, ...place);
  const handle = temporal.client.workflow.getHandle(retrainingWorkflowId(MODEL));
  expect(await handle.describe()).toMatchObject({ status: { name: 'RUNNING' }, historyLength: 2 });

  const pipeline = new NotedPipeline();
  const outcome = await withStubWorker({ address, taskQueue: MODEL }, pipeline.activities, () =>
    handle.result(),
  );

  expect(outcome).toMatchObject({ kind: 'PROMOTED' });
  const events = (await handle.fetchHistory()).events ?? [];
  const started = events[0]?.workflowExecutionStartedEventAttributes;
  expect(started).toBeDefined();
  expect([started?.workflowExecutionTimeout, started?.workflowRunTimeout].some(isSet)).toBe(false);
  const scheduled = events.flatMap((event) => event.activityTaskScheduledEventAttributes ?? []);
  expect(scheduled.map((activity) => activity.activityType?.name)).toEqual([
    ...pipeline.steps.slice(0, -1),
    'recordDecision',
    ...pipeline.steps.slice(-1),
    'recordOutcome',
    'writeReport',
  ]);
  // Nobody waits for the report, which is tried a few times.
  for (const activity of scheduled.slice(0, -1)) {
    const { scheduleToCloseTimeout, scheduleToStartTimeout, retryPolicy } = activity;
    expect([scheduleToCloseTimeout, scheduleToStartTimeout].some(isSet)).toBe(false);
    expect(retryPolicy?.maximumAttempts ?? 0).toBe(0);
    expect([activity.startToCloseTimeout, activity.heartbeatTimeout].every(isSet)).toBe(true);
  }
  expect(events.some((event) => event.timerStartedEventAttributes != null)).toBe(false);
});
