import {
  Client,
  WorkflowNotFoundError,
  type WorkflowExecutionDescription,
  type WorkflowExecutionStatusName,
} from '@temporalio/client';
import type { NativeConnection } from '@temporalio/worker';

import type { WorkflowOfRun, WorkflowState, WorkflowStates } from '../pipeline/workflow-state.js';

/** Asks Temporal over the Worker's own connection. */
export function workflowStates(connection: NativeConnection, namespace: string): WorkflowStates {
  const client = new Client({ connection, namespace });
  return { stateOf: (run) => stateOf(client, run) };
}

async function stateOf(client: Client, run: WorkflowOfRun): Promise<WorkflowState> {
  const first = await describe(client, run.workflowId, run.runId);
  if (first === null) return 'unknown';
  if (stateIn(first) === 'open') return 'open';
  // A Workflow that was reset, or continued as new, goes on as another execution of the same chain.
  const last = await describe(client, run.workflowId);
  return last !== null && firstRunId(last) === run.runId ? stateIn(last) : stateIn(first);
}

async function describe(
  client: Client,
  workflowId: string,
  runId?: string,
): Promise<WorkflowExecutionDescription | null> {
  try {
    return await client.workflow.getHandle(workflowId, runId).describe();
  } catch (error) {
    if (error instanceof WorkflowNotFoundError) return null;
    throw error;
  }
}

function firstRunId({ raw }: WorkflowExecutionDescription): string | null {
  return raw.workflowExecutionInfo?.firstRunId ?? null;
}

/** Only an end that is certain is one: a paused Workflow goes on, and so may one in a state that this SDK does not know. */
const STATES: Readonly<Record<WorkflowExecutionStatusName, WorkflowState>> = {
  RUNNING: 'open',
  PAUSED: 'open',
  COMPLETED: 'COMPLETED',
  FAILED: 'FAILED',
  CANCELLED: 'CANCELLED',
  TERMINATED: 'TERMINATED',
  TIMED_OUT: 'TIMED_OUT',
  // How the chain ended is not known here: another one has the Workflow Id by now.
  CONTINUED_AS_NEW: 'unknown',
  UNSPECIFIED: 'unknown',
  UNKNOWN: 'unknown',
};

function stateIn({ status }: WorkflowExecutionDescription): WorkflowState {
  return STATES[status.name];
}
