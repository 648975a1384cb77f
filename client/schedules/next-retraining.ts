import { WorkflowNotFoundError } from '@temporalio/client';

import { retrainingWorkflowId } from '../../pipeline/workflow-ids.js';
import type { Temporal } from '../connect.js';
import { minuteText } from '../views/time-text.js';
import { readSchedule } from './scheduled-model.js';

/** What may put a new version in the place of the one that a rollback let serve, each with how to stop it. */
export async function nextRetraining(temporal: Temporal, model: string): Promise<string[]> {
  const lines: string[] = [];
  if (await isRetraining(temporal, model)) {
    lines.push(
      `A retraining of ${model} is open, and may promote a new version. To end it: npx ratchet cancel ${model}`,
    );
  }
  const [next] = (await readSchedule(temporal, model))?.nextTimes ?? [];
  if (next !== undefined) {
    lines.push(
      `The Schedule retrains ${model} at ${minuteText(next)}, and may promote a new version. ` +
        `To stop that: npx ratchet schedule pause ${model}`,
    );
  }
  return lines;
}

async function isRetraining({ client }: Temporal, model: string): Promise<boolean> {
  try {
    const { status } = await client.workflow.getHandle(retrainingWorkflowId(model)).describe();
    return status.name === 'RUNNING';
  } catch (error) {
    if (error instanceof WorkflowNotFoundError) return false;
    throw error;
  }
}
