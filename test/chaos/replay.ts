import { DefaultLogger, Runtime, Worker } from '@temporalio/worker';

import { workflowBundle } from '../../worker/project-files.js';
import type { ObservedWorkflow } from '../support/invariants/workflows.js';
import { violations, type Violation } from '../support/invariants/violation.js';
import type { SeedPlace } from './seed-place.js';

Runtime.install({ logger: new DefaultLogger('ERROR') });

/** The end of the last replay, of whichever lane: when one ends, the SDK's native runtime shuts down under another. */
let last: Promise<unknown> = Promise.resolve();

interface Replayable {
  readonly workflowId: string;
  readonly history: Parameters<typeof Worker.runReplayHistory>[1];
}

/**
 * I12: whatever happened to a Workflow, its code comes to the same decisions again. One Worker for all of a seed: each
 * keeps the source map of the bundle for good, and after some 700 there is no room for another one.
 */
export async function checkReplay(
  { temporal }: SeedPlace,
  workflows: readonly ObservedWorkflow[],
): Promise<readonly Violation[]> {
  const histories: Replayable[] = [];
  for (const { workflowId, runId } of workflows) {
    const handle = temporal.client.workflow.getHandle(workflowId, runId);
    histories.push({ workflowId, history: await handle.fetchHistory() });
  }
  const replay = last.then(() => problemsOf(histories));
  last = replay.catch(() => undefined);
  return violations('I12', await replay);
}

async function problemsOf(histories: readonly Replayable[]): Promise<readonly (string | null)[]> {
  const code = { workflowBundle: { codePath: workflowBundle() } };
  const problems: (string | null)[] = [];
  for await (const { workflowId, error } of Worker.runReplayHistories(code, histories)) {
    problems.push(error === undefined ? null : `${workflowId} does not replay: ${error.message}`);
  }
  if (problems.length === histories.length) return problems;
  const [stopped] = histories.slice(problems.length);
  return [...problems, `${stopped?.workflowId} was not replayed: the Worker ended before it`];
}
