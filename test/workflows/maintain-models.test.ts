import type { Client, WorkflowHandleWithFirstExecutionRunId } from '@temporalio/client';
import { ApplicationFailure } from '@temporalio/activity';
import { describe, expect, it } from 'vitest';

import type { MaintenanceActivities } from '../../pipeline/activities.js';
import { RETENTION, type SweepInput, type Swept } from '../../pipeline/maintenance.js';
import type { Restored } from '../../pipeline/restored.js';
import { MAINTAIN_MODELS } from '../../pipeline/workflow-ids.js';
import type { maintainModels } from '../../workflows/index.js';
import { seenWorkflow } from '../support/seen-run.js';
import { failureOf } from '../support/workflow-failure.js';
import { withWorkflow } from '../support/workflow-run.js';

const GAP = '\u00a0';
const RUN_ID = '0199a4e2-7f00-7000-8000-0123456789ab';
const NOTHING: Swept = { closed: [], stopped: [], removals: [], problems: [], isComplete: true };
const RESTORED: Restored = {
  model: 'telco-churn',
  version: 3,
  fence: 4,
  functionName: 'PREDICT_CHURN',
  found: 'no function',
  problem: null,
};
const SWEPT: Swept = {
  closed: [
    {
      runId: RUN_ID,
      model: 'telco-churn',
      state: 'TERMINATED',
      reason: 'Its Workflow was terminated.',
    },
  ],
  stopped: [{ runId: RUN_ID, model: 'telco-churn', step: 'training', queryId: '01b2c3d4-0004' }],
  removals: [
    {
      runId: RUN_ID,
      model: 'telco-churn',
      removed: ['FEATURES_TELCO_CHURN_0123456789AB', 'SCORES_TELCO_CHURN_0123456789AB'],
      kept: [{ name: 'PREDICT_CHURN__V2_0123456789AB', reason: 'insufficient privileges' }],
    },
  ],
  problems: [],
  isComplete: true,
};

/** Stub Activities that note what sweep was given. */
class NotedMaintenance {
  readonly inputs: SweepInput[] = [];
  readonly activities: MaintenanceActivities;

  constructor(restoreServing: MaintenanceActivities['restoreServing'], swept: Swept) {
    this.activities = {
      restoreServing,
      sweep: (input) => {
        this.inputs.push(input);
        return Promise.resolve(swept);
      },
    };
  }
}

type Handle = WorkflowHandleWithFirstExecutionRunId<typeof maintainModels>;

function start(client: Client, taskQueue: string): Promise<Handle> {
  return client.workflow.start<typeof maintainModels>(MAINTAIN_MODELS, {
    taskQueue,
    workflowId: taskQueue,
  });
}

function maintain<Result>(
  activities: MaintenanceActivities,
  follow: (handle: Handle) => Promise<Result>,
  shape?: string,
): Promise<Result> {
  return withWorkflow({ start, activities, shape }, follow);
}

async function shown(handle: Handle): Promise<string> {
  await handle.result();
  return (await seenWorkflow(handle)).details.replaceAll(GAP, '');
}

describe('maintainModels', () => {
  it('restores, then sweeps, and shows what it did', async () => {
    const noted = new NotedMaintenance(() => Promise.resolve([RESTORED]), SWEPT);

    const { result, details } = await maintain(
      noted.activities,
      async (handle) => ({ result: await handle.result(), details: await shown(handle) }),
      'maintained',
    );

    expect(result).toEqual({ restored: [RESTORED], swept: SWEPT });
    expect(noted.inputs).toEqual([{ retention: RETENTION }]);
    expect(details).toContain(
      '| restored | telco-churn | PREDICT_CHURN to version 3; found no function |\n' +
        `| closed | telco-churn | run ${RUN_ID} is TERMINATED: Its Workflow was terminated. |\n` +
        `| stopped | telco-churn | statement 01b2c3d4-0004 of training, run ${RUN_ID} |\n` +
        `| removed | telco-churn | of run ${RUN_ID}: FEATURES_TELCO_CHURN_0123456789AB, SCORES_`,
    );
    expect(details).toContain('| kept | telco-churn | PREDICT_CHURN__V2_0123456789AB of run');
  });

  it('says so when there was nothing to do', async () => {
    const noted = new NotedMaintenance(() => Promise.resolve([]), NOTHING);

    const details = await maintain(noted.activities, shown, 'nothing-to-maintain');

    expect(details).toBe('Nothing was to be done: every model serves what the ledger says.');
  });

  it('keeps what it shows short, however much it did', async () => {
    const [removal] = SWEPT.removals;
    if (removal === undefined) throw new Error('there is one');
    const removals = Array.from({ length: 25 }, () => ({
      ...removal,
      removed: Array.from({ length: 30 }, (_, index) => `STG_TELCO_CHURN_0123456789AB_${index}`),
    }));
    const noted = new NotedMaintenance(() => Promise.resolve([]), { ...NOTHING, removals });

    const details = await maintain(noted.activities, shown);

    expect(details).toContain('And 40 more, in the result of this Workflow.');
    expect(details.length).toBeLessThan(2_500);
  });

  it('sweeps although nothing could be restored, and fails for it', async () => {
    const refused = ApplicationFailure.nonRetryable('not granted', 'SnowflakeStatement');
    const noted = new NotedMaintenance(() => Promise.reject(refused), NOTHING);

    const failure = await maintain(noted.activities, failureOf, 'maintenance-failed');

    expect(noted.inputs).toHaveLength(1);
    expect(failure.cause?.cause).toMatchObject({
      type: 'SnowflakeStatement',
      message: 'not granted',
    });
  });
});
