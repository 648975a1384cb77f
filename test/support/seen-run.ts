import type { WorkflowHandle } from '@temporalio/client';
import { workflowMetadataQuery } from '@temporalio/workflow';

import type { Progress } from '../../pipeline/progress.js';
import { progressQuery } from '../../workflows/messages.js';

/** A Workflow as the Web UI shows it. */
export interface SeenWorkflow {
  readonly details: string;
  readonly attributes: Readonly<Record<string, unknown>>;
  readonly memo: Readonly<Record<string, unknown>>;
}

/** A run as Query and Web UI show it. */
export interface SeenRun extends SeenWorkflow {
  readonly progress: Progress;
}

export async function seenWorkflow(handle: WorkflowHandle): Promise<SeenWorkflow> {
  const { currentDetails } = await handle.query(workflowMetadataQuery);
  const { typedSearchAttributes, memo } = await handle.describe();
  const ours = typedSearchAttributes.getAll().filter(({ key }) => key.name.startsWith('Ml'));
  return {
    details: currentDetails ?? '',
    attributes: Object.fromEntries(ours.map(({ key, value }) => [key.name, value])),
    memo: memo ?? {},
  };
}

export async function seenRun(handle: WorkflowHandle): Promise<SeenRun> {
  return { ...(await seenWorkflow(handle)), progress: await handle.query(progressQuery) };
}

/** What the Web UI shows of a run that ended; its failure is not thrown. */
export async function seenAfterEnd(handle: WorkflowHandle): Promise<SeenRun> {
  await handle.result().catch(() => undefined);
  return seenRun(handle);
}

/** `staging done`, … */
export function stepStates({ steps }: Progress): string[] {
  return steps.map(({ step, state }) => `${step} ${state}`);
}
