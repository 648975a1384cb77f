import { ScheduleAlreadyRunning, type ScheduleOptions } from '@temporalio/client';

import { durationMs } from '../../pipeline/duration.js';
import {
  MAINTAIN_MODELS,
  maintenanceScheduleId,
  maintenanceWorkflowId,
} from '../../pipeline/workflow-ids.js';
import type { Temporal } from '../connect.js';
import { temporalRefusal } from '../temporal-refusal.js';

/** For so long at most does a serving name differ from the ledger, and a terminated run keep its statement. */
export const MAINTAINED_EVERY = '5m';

const DETAILS =
  'Serves anew what is not as the ledger says, closes runs whose Workflow is over, ends their statements, and removes ' +
  'what nobody needs any more. By hand: `ratchet maintenance run`.';

/** The Schedule of maintenance as it was applied. */
export interface AppliedMaintenance {
  readonly scheduleId: string;
  readonly taskQueue: string;
  readonly every: string;
  readonly change: 'created' | 'updated';
}

/**
 * Makes or updates the Schedule of maintenance; whether it is paused stays as it is. `every` is a duration such as `5m`.
 * Throws CliError when Temporal refuses.
 */
export async function applyMaintenance(
  temporal: Temporal,
  every = MAINTAINED_EVERY,
): Promise<AppliedMaintenance> {
  const options = scheduleOptions(temporal, every);
  const { scheduleId } = options;
  try {
    const change = await createOrUpdate(temporal, options);
    return { scheduleId, taskQueue: temporal.taskQueue, every, change };
  } catch (error) {
    throw temporalRefusal(error, 'apply the schedule of maintenance', temporal);
  }
}

async function createOrUpdate(
  { client }: Temporal,
  options: ScheduleOptions,
): Promise<AppliedMaintenance['change']> {
  try {
    await client.schedule.create(options);
    return 'created';
  } catch (error) {
    if (!(error instanceof ScheduleAlreadyRunning)) throw error;
    const handle = client.schedule.getHandle(options.scheduleId);
    await handle.update(({ state }) => ({ ...options, state }));
    return 'updated';
  }
}

function scheduleOptions({ taskQueue }: Temporal, every: string) {
  return {
    scheduleId: maintenanceScheduleId(taskQueue),
    spec: { intervals: [{ every: durationMs(every) }] },
    policies: {
      overlap: 'SKIP',
      // What was missed while Temporal was away, the next one does.
      catchupWindow: durationMs('1m'),
      // An outage must not end maintenance: the next one may succeed.
      pauseOnFailure: false,
    },
    action: {
      type: 'startWorkflow',
      workflowType: MAINTAIN_MODELS,
      workflowId: maintenanceWorkflowId(taskQueue),
      taskQueue,
      staticSummary: 'maintenance of all models, scheduled',
      staticDetails: DETAILS,
    },
  } satisfies ScheduleOptions;
}
