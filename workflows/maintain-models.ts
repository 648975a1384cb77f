import { proxyActivities, setCurrentDetails, type ActivityOptions } from '@temporalio/workflow';

import type { MaintenanceActivities } from '../pipeline/activities.js';
import { RETENTION, type Maintenance } from '../pipeline/maintenance.js';
import { RECORD } from './activity-options.js';
import { maintenanceDetails } from './maintenance-details.js';

/** The next maintenance comes in minutes, so that a failure is shown soon instead of tried again for long. */
const OPTIONS: ActivityOptions = {
  ...RECORD,
  startToCloseTimeout: '1h',
  retry: { initialInterval: '1s', backoffCoefficient: 2, maximumAttempts: 5 },
};

const { restoreServing } = proxyActivities<MaintenanceActivities>({
  ...OPTIONS,
  summary: 'serve anew what is not as the ledger says',
});
const { sweep } = proxyActivities<MaintenanceActivities>({
  ...OPTIONS,
  summary: 'close, stop and remove what is over',
});

/**
 * Keeps warehouse and ledger together, beside the runs: what serves is what the ledger says, and of runs that are over
 * nothing goes on and nothing stays for ever. Fails when one of the two could not be done; the other is done all the same.
 */
export async function maintainModels(): Promise<Maintenance> {
  const [restoring] = await Promise.allSettled([restoreServing()]);
  const swept = await sweep({ retention: RETENTION });
  if (restoring.status === 'rejected') throw restoring.reason;
  const maintenance = { restored: restoring.value, swept };
  setCurrentDetails(maintenanceDetails(maintenance));
  return maintenance;
}
