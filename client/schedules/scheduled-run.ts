import { WorkflowNotFoundError, type WorkflowExecutionDescription } from '@temporalio/client';

import { SCHEDULED_MEMO } from '../../pipeline/scheduled-outcome.js';
import { RETRAIN_MODEL, retrainingWorkflowId } from '../../pipeline/workflow-ids.js';
import type { Temporal } from '../connect.js';

/** What came of one time of a Schedule. */
export interface ScheduledRun {
  /** `waiting`: no Worker has taken it so far. */
  readonly kind: 'run' | 'skipped' | 'waiting' | 'forgotten';
  /** Of the run; where there is none, of the Workflow that the Schedule started. */
  readonly workflowId: string;
  readonly runId: string;
  /** Why it was skipped. */
  readonly reason: string | null;
}

/** What a Schedule started, by Temporal's account. */
export interface StartedBySchedule {
  readonly workflowId: string;
  readonly runId: string;
}

/** Reads which run a Workflow of a model's Schedule started; Temporal forgets a Workflow some days after its end. */
export async function readScheduledRun(
  { client }: Temporal,
  model: string,
  started: StartedBySchedule,
): Promise<ScheduledRun> {
  try {
    const handle = client.workflow.getHandle(started.workflowId, started.runId);
    return scheduledRun(await handle.describe(), model, started);
  } catch (error) {
    if (!(error instanceof WorkflowNotFoundError)) throw error;
    return { kind: 'forgotten', ...started, reason: null };
  }
}

function scheduledRun(
  { type, memo }: WorkflowExecutionDescription,
  model: string,
  started: StartedBySchedule,
): ScheduledRun {
  // Schedules of earlier versions of Ratchet start the run itself.
  if (type === RETRAIN_MODEL) return { kind: 'run', ...started, reason: null };
  const runId = memo?.[SCHEDULED_MEMO.runId];
  if (typeof runId === 'string') {
    return { kind: 'run', workflowId: retrainingWorkflowId(model), runId, reason: null };
  }
  const reason = memo?.[SCHEDULED_MEMO.skipped];
  return typeof reason === 'string'
    ? { kind: 'skipped', ...started, reason }
    : { kind: 'waiting', ...started, reason: null };
}
