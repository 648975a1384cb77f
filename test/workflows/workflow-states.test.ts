import { randomUUID } from 'node:crypto';

import { Client, Connection, type WorkflowHandleWithFirstExecutionRunId } from '@temporalio/client';
import { ApplicationFailure } from '@temporalio/common';
import proto from '@temporalio/proto';
import { NativeConnection } from '@temporalio/worker';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';

import type { WorkflowState, WorkflowStates } from '../../pipeline/workflow-state.js';
import { MAINTAIN_MODELS } from '../../pipeline/workflow-ids.js';
import { workflowStates } from '../../worker/workflow-states.js';
import type { maintainModels } from '../../workflows/index.js';
import { withStubWorker } from '../support/stub-worker.js';
import { failureOf } from '../support/workflow-failure.js';

const { ResetWorkflowExecutionRequest } = proto.temporal.api.workflowservice.v1;
const { address } = inject('temporal');
const NAMESPACE = 'default';

type Handle = WorkflowHandleWithFirstExecutionRunId<typeof maintainModels>;

let connection: Connection;
let native: NativeConnection;
let client: Client;
let states: WorkflowStates;
let workflows = 0;

beforeAll(async () => {
  connection = await Connection.connect({ address });
  native = await NativeConnection.connect({ address });
  client = new Client({ connection });
  states = workflowStates(native, NAMESPACE);
});
afterAll(async () => {
  await connection.close();
  await native.close();
});

/** An execution that no Worker takes up, unless one polls this Task Queue, which is its Workflow Id. */
function start(workflowId = `states-${(workflows += 1)}`): Promise<Handle> {
  return client.workflow.start<typeof maintainModels>(MAINTAIN_MODELS, {
    workflowId,
    taskQueue: workflowId,
  });
}

function stateOf({ workflowId, firstExecutionRunId: runId }: Handle): Promise<WorkflowState> {
  return states.stateOf({ workflowId, runId });
}

function refused(): Promise<never> {
  return Promise.reject(ApplicationFailure.nonRetryable('not granted'));
}

describe('workflowStates', () => {
  it('tells what is open from what was terminated, run by run', async () => {
    const first = await start();
    expect(await stateOf(first)).toBe('open');

    await first.terminate('a test');
    const second = await start(first.workflowId);

    expect(await stateOf(first)).toBe('TERMINATED');
    expect(await stateOf(second)).toBe('open');
  });

  it('takes what Temporal does not know for no end', async () => {
    const { workflowId } = await start();

    expect(await states.stateOf({ workflowId: 'nobody-started', runId: randomUUID() })).toBe(
      'unknown',
    );
    expect(await states.stateOf({ workflowId, runId: randomUUID() })).toBe('unknown');
  });

  it('throws, and says nothing, when Temporal does not answer', async () => {
    const elsewhere = workflowStates(native, 'no-such-namespace');

    await expect(elsewhere.stateOf({ workflowId: 'any', runId: randomUUID() })).rejects.toThrow(
      'no-such-namespace',
    );
  });

  it('knows that a Workflow that was reset goes on', async () => {
    const first = await start();
    const { workflowId, firstExecutionRunId: runId } = first;
    const activities = { restoreServing: refused, sweep: refused };
    await withStubWorker({ address, taskQueue: workflowId }, activities, () => failureOf(first));
    expect(await stateOf(first)).toBe('FAILED');

    const request = ResetWorkflowExecutionRequest.fromObject({
      namespace: NAMESPACE,
      workflowExecution: { workflowId, runId },
      reason: 'a test',
      requestId: randomUUID(),
      // The end of its first Workflow Task.
      workflowTaskFinishEventId: 4,
    });
    await client.workflowService.resetWorkflowExecution(request);

    expect((await client.workflow.getHandle(workflowId).describe()).runId).not.toBe(runId);
    expect(await stateOf(first)).toBe('open');
  });
});
