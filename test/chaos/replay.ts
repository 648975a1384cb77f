import { DefaultLogger, Runtime, Worker } from '@temporalio/worker';

import { workflowBundle } from '../../worker/project-files.js';
import type { ObservedWorkflow } from '../support/invariants/workflows.js';
import { violations, type Violation } from '../support/invariants/violation.js';
import type { SeedPlace } from './seed-place.js';

Runtime.install({ logger: new DefaultLogger('ERROR') });

/** The end of the last replay, of whichever lane: when one ends, the SDK's native runtime shuts down under another. */
let last: Promise<unknown> = Promise.resolve();

/** I12: whatever happened to a Workflow, its code comes to the same decisions again. */
export async function checkReplay(
  { temporal }: SeedPlace,
  workflows: readonly ObservedWorkflow[],
): Promise<readonly Violation[]> {
  const problems: (string | null)[] = [];
  for (const { workflowId, runId } of workflows) {
    const handle = temporal.client.workflow.getHandle(workflowId, runId);
    const history = await handle.fetchHistory();
    const replay = last.then(() => problemOf(workflowId, history));
    last = replay;
    problems.push(await replay);
  }
  return violations('I12', problems);
}

type History = Parameters<typeof Worker.runReplayHistory>[1];

async function problemOf(workflowId: string, history: History): Promise<string | null> {
  try {
    const code = { workflowBundle: { codePath: workflowBundle() } };
    await Worker.runReplayHistory(code, history, workflowId);
    return null;
  } catch (error) {
    return `${workflowId} does not replay: ${error instanceof Error ? error.message : String(error)}`;
  }
}
