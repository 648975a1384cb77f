import { setCurrentDetails, type ChildWorkflowHandle } from '@temporalio/workflow';

import type { ScheduledOutcome } from '../pipeline/scheduled-outcome.js';
import { showOutcome } from './run-attributes.js';

/** Shows on the page of a Schedule's Workflow which run it started. */
export function showScheduledRun(
  model: string,
  {
    workflowId,
    firstExecutionRunId,
  }: Pick<ChildWorkflowHandle<never>, 'workflowId' | 'firstExecutionRunId'>,
): void {
  setCurrentDetails(`**${model}: running**\n\n${whereText(workflowId, firstExecutionRunId)}`);
}

/**
 * Shows what became of a Schedule's time. Of the outcomes only SKIPPED is a search attribute here: a list by any other
 * would show the run twice.
 */
export function showScheduledEnd(outcome: ScheduledOutcome): void {
  const heading = `**${outcome.model}: ${outcome.kind}**`;
  if (outcome.kind === 'SKIPPED') {
    showOutcome(outcome.kind);
    const next = 'Nothing was started; the Schedule tries again at its next time.';
    setCurrentDetails(`${heading}\n\n${outcome.reason} ${next}`);
  } else {
    setCurrentDetails(`${heading}\n\n${whereText(outcome.workflowId, outcome.runId)}`);
  }
}

function whereText(workflowId: string, runId: string): string {
  return `The run is \`${workflowId}\`, \`${runId}\`: its page shows the steps, the gate and what comes next.`;
}
