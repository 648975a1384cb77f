import type { SweepInput, Swept } from '../pipeline/maintenance.js';
import type { ActivityDependencies } from './activity-dependencies.js';
import { cleanUpRun } from './clean-up/clean-up-run.js';
import { closeOrphans } from './clean-up/close-orphans.js';
import { removeLeftovers } from './clean-up/remove-leftovers.js';
import type { Stopping } from './clean-up/stop-run.js';
import { stopStrays } from './clean-up/stop-strays.js';
import { maintenanceStep } from './maintenance-step.js';

/**
 * Looks after what runs left undone: closes in the ledger those whose Workflow is over, ends the statements of runs that
 * are over, and removes what nobody needs any more. Done twice, or by two at once, it comes to the same.
 */
export async function sweep(
  { snowflake, workflows, ledger }: ActivityDependencies,
  { retention }: SweepInput,
): Promise<Swept> {
  return snowflake.withWarehouse(maintenanceStep(), async (warehouse) => {
    await ledger.ensure(warehouse);
    const orphans = await closeOrphans(workflows, warehouse, retention);
    const strays = await stopStrays(workflows, warehouse);
    for (const { runId: id, model, state } of orphans.closed) {
      await cleanUpRun(warehouse, { run: { id, model }, state });
    }
    const leftovers = await removeLeftovers(warehouse, retention);
    return {
      closed: orphans.closed,
      stopped: strays.stopped,
      removals: leftovers.removals,
      problems: strays.unconfirmed.map(inWords),
      isComplete: [orphans, strays, leftovers].every(({ isComplete }) => isComplete),
    };
  });
}

function inWords({ queryId, model, error }: Stopping['unconfirmed'][number]): string {
  return `Statement ${queryId} of a run of ${model} that is over may still be running: ${error.message}`;
}
