import { activityInfo } from '@temporalio/activity';

import type { RunStep } from './snowflake/warehouse.js';

/** Whom the statements of a maintenance Activity are tagged with: its own Workflow, and no single model. */
export function maintenanceStep(): RunStep {
  const { workflowExecution } = activityInfo();
  if (workflowExecution === undefined) throw new Error('maintenance runs within a Workflow');
  const { workflowId, runId: id } = workflowExecution;
  return { run: { id, workflowId, model: '*' }, step: 'maintenance' };
}
