import { workflowMetadataQuery } from '@temporalio/workflow';

import type { Progress } from '../../pipeline/progress.js';
import { progressQuery } from '../../workflows/messages.js';
import type { RetrainingHandle } from './retraining.js';

/** A run as Query and Web UI show it. */
export interface SeenRun {
  readonly progress: Progress;
  readonly details: string;
  readonly attributes: Readonly<Record<string, unknown>>;
}

export async function seenRun(handle: RetrainingHandle): Promise<SeenRun> {
  const { currentDetails } = await handle.query(workflowMetadataQuery);
  const { typedSearchAttributes } = await handle.describe();
  const ours = typedSearchAttributes.getAll().filter(({ key }) => key.name.startsWith('Ml'));
  return {
    progress: await handle.query(progressQuery),
    details: currentDetails ?? '',
    attributes: Object.fromEntries(ours.map(({ key, value }) => [key.name, value])),
  };
}

/** What the Web UI shows of a run that ended; its failure is not thrown. */
export async function seenAfterEnd(handle: RetrainingHandle): Promise<SeenRun> {
  await handle.result().catch(() => undefined);
  return seenRun(handle);
}

/** `staging done`, … */
export function stepStates({ steps }: Progress): string[] {
  return steps.map(({ step, state }) => `${step} ${state}`);
}
