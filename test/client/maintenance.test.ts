import { ApplicationFailure } from '@temporalio/common';
import { ScheduleNotFoundError } from '@temporalio/client';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, inject, it } from 'vitest';

import { connectTemporal, type Temporal } from '../../client/connect.js';
import { registerSearchAttributes } from '../../client/search-attributes.js';
import type { MaintenanceActivities } from '../../pipeline/activities.js';
import type { Swept } from '../../pipeline/maintenance.js';
import type { Restored } from '../../pipeline/restored.js';
import { maintenanceScheduleId } from '../../pipeline/workflow-ids.js';
import { Latch } from '../support/latch.js';
import { ratchet, startRatchet, type Ran } from '../support/ratchet.js';
import { withStubWorker } from '../support/stub-worker.js';

const { address } = inject('temporal');
const NOTHING: Swept = { closed: [], stopped: [], removals: [], problems: [], isComplete: true };
const RESTORED: Restored = {
  model: 'telco-churn',
  version: 3,
  fence: 4,
  functionName: 'PREDICT_CHURN',
  found: 'no function',
  problem: null,
};

let temporal: Temporal;
let queues = 0;
let taskQueue = '';

beforeAll(async () => {
  temporal = await connectTemporal({ address });
  await registerSearchAttributes(temporal);
});
afterAll(() => temporal.close());

beforeEach(() => {
  queues += 1;
  taskQueue = `maintained-${queues}`;
});
afterEach(async () => {
  const handle = temporal.client.schedule.getHandle(maintenanceScheduleId(taskQueue));
  await handle.delete().catch((error: unknown) => {
    if (!(error instanceof ScheduleNotFoundError)) throw error;
  });
});

function maintenance(...argv: readonly string[]): Promise<Ran> {
  return ratchet('maintenance', ...argv, '--address', address, '--task-queue', taskQueue);
}

/** Runs a command while a Worker with these Activities polls. */
function withWorker<Result>(
  activities: Partial<MaintenanceActivities>,
  work: () => Promise<Result>,
): Promise<Result> {
  const idle: MaintenanceActivities = {
    restoreServing: () => Promise.resolve([]),
    sweep: () => Promise.resolve(NOTHING),
  };
  return withStubWorker({ address, taskQueue }, { ...idle, ...activities }, work);
}

describe('ratchet maintenance run', () => {
  it('tells what was restored, closed, stopped and removed', async () => {
    const run = { runId: '0199a4e2-7f00-7000-8000-0123456789ab', model: 'telco-churn' };
    const swept: Swept = {
      ...NOTHING,
      closed: [{ ...run, state: 'TERMINATED', reason: 'Its Workflow was terminated.' }],
      stopped: [{ ...run, step: 'training', queryId: '01b2c3d4-0004' }],
      removals: [{ ...run, removed: ['SCORES_TELCO_CHURN_0123456789AB'], kept: [] }],
    };
    const activities = {
      restoreServing: () => Promise.resolve([RESTORED]),
      sweep: () => Promise.resolve(swept),
    };

    const [text, json] = await withWorker(activities, async () => [
      await maintenance('run'),
      await maintenance('run', '-o', 'json'),
    ]);

    expect(text?.exitCode).toBe(0);
    expect(text?.stderr).toMatch(
      new RegExp(`^Maintenance started: http:.*/maintain-${taskQueue}/[0-9a-f-]{36}\n$`),
    );
    expect(text?.stdout.split('\n').map((line) => line.replaceAll(/ +/g, ' '))).toEqual([
      ' model what',
      'restored telco-churn PREDICT_CHURN to version 3; found no function',
      `closed telco-churn run ${run.runId} is TERMINATED: Its Workflow was terminated.`,
      `stopped telco-churn statement 01b2c3d4-0004 of training, run ${run.runId}`,
      `removed telco-churn of run ${run.runId}: SCORES_TELCO_CHURN_0123456789AB`,
      '',
    ]);
    expect(JSON.parse(json?.stdout ?? '')).toMatchObject({ restored: [RESTORED], swept });
  });

  it('says so when there was nothing to do', async () => {
    const { exitCode, stdout } = await withWorker({}, () => maintenance('run'));

    expect(exitCode).toBe(0);
    expect(stdout).toBe('✔ Nothing to do: every model serves what the ledger says.\n');
  });

  it('ends with 1 when something could not be helped, and says what is left', async () => {
    const problem = 'PREDICT_CHURN is gone';
    const activities = {
      restoreServing: () => Promise.resolve([{ ...RESTORED, problem }]),
      sweep: () => Promise.resolve({ ...NOTHING, isComplete: false }),
    };

    const { exitCode, stdout } = await withWorker(activities, () => maintenance('run'));

    expect(exitCode).toBe(1);
    expect(stdout).toMatch(/^problem +telco-churn +PREDICT_CHURN, found no function: PREDICT_/m);
    expect(stdout).toContain('There is more of the same: the next maintenance goes on');
  });

  it('tells why maintenance failed', async () => {
    const refused = ApplicationFailure.nonRetryable('not granted', 'SnowflakeStatement');

    const { exitCode, stderr } = await withWorker({ sweep: () => Promise.reject(refused) }, () =>
      maintenance('run'),
    );

    expect(exitCode).toBe(5);
    expect(stderr).toContain('Maintenance failed. SnowflakeStatement: not granted\n');
  });

  it('leaves it going when Ctrl-C is pressed, and joins it when it is asked for again', async () => {
    const goOn = new Latch();
    const sweep = () => goOn.opened.then(() => NOTHING);
    const args = ['maintenance', 'run', '--address', address, '--task-queue', taskQueue] as const;

    const [detached, joined] = await withWorker({ sweep }, async () => {
      const first = startRatchet(...args);
      await expect.poll(() => first.stderr(), { timeout: 20_000 }).toContain('started');
      first.interrupt();
      const ended = await first.ended;
      const second = startRatchet(...args);
      await expect.poll(() => second.stderr(), { timeout: 20_000 }).toContain('started');
      goOn.open();
      return [ended, await second.ended];
    });

    expect(detached?.exitCode).toBe(130);
    expect(joined?.exitCode).toBe(0);
    expect(joined?.stderr).toContain(detached?.stderr.split('\n')[0]);
  });

  it('is not among the runs of models', async () => {
    const status = await withWorker({}, async () => {
      await maintenance('run');
      return ratchet('status', '-o', 'json', '--address', address, '--task-queue', taskQueue);
    });

    expect(status.stdout).not.toContain('maintain');
  });
});

describe('ratchet maintenance apply', () => {
  it('makes a Schedule that never overlaps, catches nothing up and goes on after a failure', async () => {
    const { exitCode, stdout } = await maintenance('apply');

    const handle = temporal.client.schedule.getHandle(maintenanceScheduleId(taskQueue));
    const { spec, policies, action } = await handle.describe();
    expect(exitCode).toBe(0);
    expect(stdout).toBe(
      `✔ ${taskQueue}-maintenance  created, every 5m on the Task Queue ${taskQueue}\n` +
        'Do it now: npx ratchet maintenance run\n',
    );
    expect(spec.intervals).toMatchObject([{ every: 300_000 }]);
    expect(policies).toEqual({ overlap: 'SKIP', catchupWindow: 60_000, pauseOnFailure: false });
    expect(action).toMatchObject({
      workflowType: 'maintainModels',
      workflowId: `maintain-${taskQueue}`,
      taskQueue,
      staticSummary: 'maintenance of all models, scheduled',
    });
  });

  it.each([
    ['15m', 0, 900_000],
    ['30s', 2, null],
    ['often', 2, null],
  ])('takes --every %s with exit code %i', async (every, expected, everyMs) => {
    const { exitCode, stderr } = await maintenance('apply', '--every', every);

    expect(exitCode).toBe(expected);
    if (everyMs === null) expect(stderr).toContain(`Found --every ${every}, expected a minute or`);
    else {
      const handle = temporal.client.schedule.getHandle(maintenanceScheduleId(taskQueue));
      expect((await handle.describe()).spec.intervals).toMatchObject([{ every: everyMs }]);
    }
  });

  it('leaves a paused Schedule paused, and out of the list of models', async () => {
    await maintenance('apply');
    await temporal.client.schedule.getHandle(maintenanceScheduleId(taskQueue)).pause('migration');

    const again = await maintenance('apply', '-o', 'json');
    const listed = await ratchet('schedule', 'list', '--address', address);

    expect(JSON.parse(again.stdout)).toMatchObject({ change: 'updated' });
    const handle = temporal.client.schedule.getHandle(maintenanceScheduleId(taskQueue));
    expect((await handle.describe()).state).toMatchObject({ paused: true, note: 'migration' });
    expect(listed.stdout).not.toContain('maintenance');
  });
});
