import { log } from '@temporalio/activity';
import { z } from 'zod';

import type { ClosedRun, Retention } from '../../pipeline/maintenance.js';
import type { WorkflowEnd, WorkflowState, WorkflowStates } from '../../pipeline/workflow-state.js';
import { wholeNumber } from '../row-columns.js';
import type { Warehouse } from '../snowflake/warehouse.js';
import { closeOpenRun, RUNS_AT_ONCE, selectOpenRuns } from './statements.js';

const openRow = z.object({
  RUN_ID: z.string(),
  WORKFLOW_ID: z.string(),
  MODEL: z.string(),
  AGE_S: wholeNumber,
});
type OpenRun = z.output<typeof openRow>;

interface Orphan extends OpenRun {
  readonly end: Pick<ClosedRun, 'state' | 'reason'>;
}

/** Runs that were closed, and whether there are more to close. */
export interface ClosedRuns {
  readonly closed: readonly ClosedRun[];
  readonly isComplete: boolean;
}

/**
 * Closes in the ledger every run whose Workflow is over and could not do it itself, for example because it was
 * terminated. From then on nothing of such a run counts, and it can never go live.
 */
export async function closeOrphans(
  workflows: WorkflowStates,
  warehouse: Warehouse,
  retention: Retention,
): Promise<ClosedRuns> {
  const { rows } = await warehouse.select(selectOpenRuns(), openRow);
  const orphans: Orphan[] = [];
  for (const row of rows) {
    const end = await endOf(workflows, row, retention);
    if (end !== null) orphans.push({ ...row, end });
  }
  const closed: ClosedRun[] = [];
  for (const orphan of orphans.slice(0, RUNS_AT_ONCE)) {
    closed.push(...(await close(warehouse, orphan)));
  }
  return { closed, isComplete: orphans.length <= RUNS_AT_ONCE };
}

async function endOf(
  workflows: WorkflowStates,
  { RUN_ID: runId, WORKFLOW_ID: workflowId, AGE_S: ageS }: OpenRun,
  { unknownWorkflowMs }: Retention,
): Promise<Orphan['end'] | null> {
  const state = await workflows.stateOf({ workflowId, runId });
  if (state === 'open') return null;
  if (state !== 'unknown') return { state, reason: REASONS[state] };
  if (ageS * 1000 < unknownWorkflowMs) return null;
  const days = Math.floor(ageS / 86_400);
  const reason = `It began ${days} days ago, and Temporal does not know its Workflow ${workflowId}.`;
  return { state: 'TERMINATED', reason };
}

const REASONS: Readonly<Record<Exclude<WorkflowState, 'open' | 'unknown'>, string>> = {
  COMPLETED: 'Its Workflow completed without telling the ledger how.',
  FAILED: 'Its Workflow failed and could not tell the ledger.',
  CANCELLED: 'Its Workflow was cancelled and could not tell the ledger.',
  TERMINATED: 'Its Workflow was terminated.',
  TIMED_OUT: 'Its Workflow timed out.',
} satisfies Record<WorkflowEnd, string>;

/** Nothing when the run was closed meanwhile, as it is when its Workflow ended after it had been read. */
async function close(warehouse: Warehouse, orphan: Orphan): Promise<readonly ClosedRun[]> {
  const { RUN_ID: runId, MODEL: model, end } = orphan;
  const { changedRows } = await warehouse.execute(closeOpenRun(runId, end.state, end.reason));
  if (changedRows === 0) return [];
  log.warn('Closed a run that had not closed itself', { runId, model, ...end });
  return [{ runId, model, ...end }];
}
