import { Context, heartbeat } from '@temporalio/activity';
import { ScheduleNotFoundError } from '@temporalio/client';
import { ApplicationFailure } from '@temporalio/common';
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, inject, it } from 'vitest';

import { connectTemporal, type Temporal } from '../../client/connect.js';
import { temporalProgram } from '../../client/dev/programs.js';
import { registerSearchAttributes } from '../../client/search-attributes.js';
import type { PipelineActivities } from '../../pipeline/activities.js';
import {
  RETRAIN_MODEL,
  RETRAIN_ON_SCHEDULE,
  retrainingWorkflowId,
  scheduleId,
} from '../../pipeline/workflow-ids.js';
import { enterWorkspace, type Workspace } from '../support/model-folders.js';
import { ratchet, type Ran } from '../support/ratchet.js';
import { stubActivities } from '../support/stub-activities.js';
import { withStubWorker } from '../support/stub-worker.js';

const { address } = inject('temporal');
const WEEKLY = 'schedule: { cron: 0 6 * * MON, timezone: Europe/Berlin, catchUpWindow: 2h }\n';

let temporal: Temporal;
let workspace: Workspace;
let models = 0;
let model = '';

beforeAll(async () => {
  temporal = await connectTemporal({ address });
  await registerSearchAttributes(temporal);
});
afterAll(() => temporal.close());

beforeEach(() => {
  models += 1;
  model = `scheduled-${models}`;
  workspace = enterWorkspace();
});
afterEach(async () => {
  workspace.remove();
  await temporal.client.schedule.getHandle(scheduleId(model)).delete().catch(ignoreNotFound);
});

function ignoreNotFound(error: unknown): void {
  if (!(error instanceof ScheduleNotFoundError)) throw error;
}

function place(): string[] {
  return ['--address', address, '--task-queue', model];
}

function schedule(...argv: readonly string[]): Promise<Ran> {
  return ratchet('schedule', ...argv, ...place());
}

/** Runs a command while a Worker with stub Activities polls. */
function withWorker<Result>(
  overrides: Partial<PipelineActivities>,
  work: () => Promise<Result>,
): Promise<Result> {
  return withStubWorker({ address, taskQueue: model }, stubActivities(overrides), work);
}

async function untilCancelled(): Promise<never> {
  for (;;) {
    heartbeat();
    await Context.current().sleep('20ms');
  }
}

/** Runs a command while a Worker polls whose trainings go on until they are cancelled. */
function withEndlessTraining<Result>(work: () => Promise<Result>): Promise<Result> {
  return withWorker({ trainCandidate: untilCancelled }, work);
}

/** Triggers the Schedule, and does `work` while the run that it started is open. */
async function withOpenRun<Result>(work: (triggered: Ran) => Promise<Result>): Promise<Result> {
  writeWeekly();
  await schedule('apply', model);
  return withEndlessTraining(async () => {
    const result = await work(await schedule('trigger', model));
    await retraining().cancel();
    await retraining()
      .result()
      .catch(() => undefined);
    return result;
  });
}

function retraining() {
  return temporal.client.workflow.getHandle(retrainingWorkflowId(model));
}

function writeWeekly(changes: Parameters<Workspace['write']>[1] = {}): void {
  workspace.write(model, { 'model.yaml': (text) => text + WEEKLY, ...changes });
}

function describeSchedule() {
  return temporal.client.schedule.getHandle(scheduleId(model)).describe();
}

describe('ratchet schedule apply', () => {
  it('creates a Schedule with time zone, overlap, catch-up window and metadata', async () => {
    writeWeekly();

    const { exitCode, stdout } = await schedule('apply', model);

    const { spec, policies, action } = await describeSchedule();
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(
      new RegExp(`^✔ ${model}  created, next at \\d{4}-\\d\\d-\\d\\d 0[45]:00Z\n$`),
    );
    expect(spec.timezone).toBe('Europe/Berlin');
    expect(spec.calendars?.[0]?.dayOfWeek).toEqual([{ start: 'MONDAY', end: 'MONDAY', step: 1 }]);
    expect(policies).toEqual({ overlap: 'SKIP', catchupWindow: 7_200_000, pauseOnFailure: true });
    expect(action).toMatchObject({
      workflowType: 'retrainOnSchedule',
      workflowId: scheduleId(model),
      taskQueue: model,
      staticSummary: `${model}, scheduled`,
      args: [{ trigger: 'schedule', force: false, spec: { name: model } }],
    });
    expect(action.staticDetails).toContain('- roc_auc min 0.75');
  });

  it('takes an interval as well', async () => {
    workspace.write(model, { 'model.yaml': (text) => `${text}schedule: { every: 12h }\n` });

    await schedule('apply', model);

    const { spec, policies } = await describeSchedule();
    expect(spec.intervals).toMatchObject([{ every: 43_200_000 }]);
    expect(policies.catchupWindow).toBe(600_000);
  });

  it('changes nothing when it is applied again, and takes over a changed folder', async () => {
    writeWeekly();
    await schedule('apply', model);

    expect((await schedule('apply', model)).stdout).toContain('unchanged');
    writeWeekly({ 'features.sql': () => 'SELECT 1 AS ONE, c.* FROM {customers} c\n' });
    expect((await schedule('apply', model)).stdout).toContain('updated');

    const { action } = await describeSchedule();
    expect(action.args).toMatchObject([
      { code: { 'features.sql': 'SELECT 1 AS ONE, c.* FROM {customers} c\n' } },
    ]);
  });

  it('leaves a paused Schedule paused', async () => {
    writeWeekly();
    await schedule('apply', model);
    await schedule('pause', model, '--note', 'migration');

    const { stdout } = await schedule('apply', model);

    expect(stdout).toBe(`✔ ${model}  unchanged, paused\n`);
    expect((await describeSchedule()).state).toMatchObject({
      paused: true,
      note: `migration (by ${temporal.startedBy})`,
    });
  });

  it('refuses a folder without schedule', async () => {
    workspace.write(model);

    const { exitCode, stderr } = await schedule('apply', model);

    expect(exitCode).toBe(2);
    expect(stderr).toContain(`models/${model}/model.yaml has no schedule. Add one, for example`);
  });

  it('says how to register search attributes where they are missing', async () => {
    writeWeekly();
    const namespace = 'without-attributes';
    const create = ['operator', 'namespace', 'create', '--namespace', namespace];
    await promisify(execFile)(await temporalProgram(), [...create, '--address', address]);

    const { exitCode, stderr } = await schedule('apply', model, '--namespace', namespace);

    expect(exitCode).toBe(4);
    expect(stderr).toContain(
      `temporal operator search-attribute create --namespace ${namespace} --name MlModel --type Keyword`,
    );
  });
});

describe('ratchet schedule list', () => {
  it('shows next times, and whether the folder is still the one that is scheduled', async () => {
    writeWeekly();
    await schedule('apply', model);

    const asScheduled = await lineOf(model);
    writeWeekly({ 'train.py': (text) => `${text}\n# another model\n` });
    const changed = await schedule('list');

    expect(asScheduled).toMatch(/(\d{4}-\d\d-\d\d 0[45]:00Z(, )?){3} +never +as scheduled$/);
    expect(changed.stdout).toMatch(new RegExp(`^${model} .*changed since$`, 'm'));
    expect(changed.stdout).toContain(`npx ratchet schedule apply ${model}\n`);
  });

  it('shows why a Schedule is paused', async () => {
    writeWeekly();
    await schedule('apply', model);
    await schedule('pause', model, '--note', 'migration');

    expect(await lineOf(model)).toContain(`paused: migration (by ${temporal.startedBy})`);
  });

  it('gives JSON', async () => {
    writeWeekly();
    await schedule('apply', model);

    const { stdout } = await schedule('list', '-o', 'json');

    expect(JSON.parse(stdout)).toMatchObject({
      schedules: expect.arrayContaining([
        expect.objectContaining({
          model,
          isPaused: false,
          folder: 'as scheduled',
          isRunning: false,
        }),
      ]),
    });
  });
});

describe('ratchet schedule trigger', () => {
  it('starts a run now, and names the run itself', async () => {
    const { seen, triggered } = await withOpenRun(async (ran) => {
      const run = await retraining().describe();
      // Temporal's lists are a moment behind.
      await expect
        .poll(async () => (await ratchet('status', ...place())).stdout)
        .toMatch(new RegExp(`^${model} .*running.* schedule .*${run.runId}$`, 'm'));
      return { triggered: ran, seen: run };
    });

    expect(triggered).toEqual({
      exitCode: 0,
      stdout: `Follow it: npx ratchet status ${model} --follow\n`,
      stderr: expect.stringMatching(
        new RegExp(`^Run of ${model} started: http:.*/retrain-${model}/${seen.runId}\n$`),
      ),
    });
    expect(seen.memo).toMatchObject({ modelDigest: expect.any(String) });
  });

  it('starts nothing while a run of the Schedule is open', async () => {
    const second = await withOpenRun(() => schedule('trigger', model));

    expect(second).toMatchObject({ exitCode: 4, stdout: '' });
    expect(second.stderr).toContain('is open; nothing was started');
  });

  it('is skipped while a run is open that a person started, and says so in the list too', async () => {
    writeWeekly();
    await schedule('apply', model);

    const { triggered, list } = await withEndlessTraining(async () => {
      await ratchet('run', model, ...place());
      const ran = await schedule('trigger', model);
      const lines = await lineOf(model);
      await retraining().terminate('the test is over');
      return { triggered: ran, list: lines };
    });

    expect(triggered).toMatchObject({ exitCode: 4, stdout: '' });
    expect(triggered.stderr).toBe(
      `A retraining of ${model} is open already (retrain-${model}). Nothing was started. ` +
        `Follow it: npx ratchet status ${model} --follow\n`,
    );
    expect(list).toMatch(/Z skipped +as scheduled$/);
  });

  it('says that the run waits for a Worker where there is none', async () => {
    writeWeekly();
    await schedule('apply', model);

    const { exitCode, stdout, stderr } = await schedule('trigger', model, '-o', 'json');

    expect(exitCode).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ model, isStarted: false });
    expect(stderr).toMatch(
      new RegExp(`^The run of ${model} starts once a Worker takes it: http.*/schedule-${model}-`),
    );
    expect(stderr).toContain('No Worker polls the Task Queue');
    await terminateRuns();
  });
});

describe('a run of a Schedule', () => {
  it('is found by the ids of the Workflow that the Schedule started', async () => {
    await withOpenRun(async () => {
      const { runId } = await retraining().describe();
      const { info } = await describeSchedule();
      const { workflowId = '', firstExecutionRunId = '' } = info.runningActions[0]?.workflow ?? {};
      for (const id of [workflowId, firstExecutionRunId]) {
        // Temporal's lists are a moment behind.
        await expect
          .poll(async () => (await ratchet('status', id, ...place())).stdout)
          .toContain(`run ${runId} of retrain-${model}\n`);
      }
    });
  });

  it('keeps a person from starting one, with the message for any open run', async () => {
    const run = await withOpenRun(() => ratchet('run', model, ...place()));

    expect(run.exitCode).toBe(4);
    expect(run.stderr).toContain(`A run of ${model} is open since`);
    expect(run.stderr).toContain(`npx ratchet cancel ${model}`);
  });

  it('is cancelled by ratchet cancel, which does not pause the Schedule', async () => {
    const { state, info } = await withOpenRun(async () => {
      await ratchet('cancel', model, ...place());
      await expect.poll(async () => (await describeSchedule()).info.runningActions).toEqual([]);
      return describeSchedule();
    });

    const started = info.recentActions[0]?.action.workflow;
    const workflow = await temporal.client.workflow
      .getHandle(started?.workflowId ?? '', started?.firstExecutionRunId)
      .result();
    expect(workflow).toMatchObject({ kind: 'CANCELLED', model });
    expect(state.paused).toBe(false);
  });

  it('pauses the Schedule with its reason when it fails', async () => {
    writeWeekly();
    await schedule('apply', model);
    const quota = ApplicationFailure.nonRetryable(
      "Warehouse 'TRAINING' has exceeded the quota of its resource monitor",
      'SnowflakeQuota',
    );

    const { state } = await withWorker(
      { trainCandidate: () => Promise.reject(quota) },
      async () => {
        await schedule('trigger', model);
        await expect.poll(async () => (await describeSchedule()).state.paused).toBe(true);
        return describeSchedule();
      },
    );

    expect(state.note).toContain(
      `retrain-${model} failed: SnowflakeQuota: Warehouse 'TRAINING' has exceeded the quota of its resource monitor`,
    );
    expect(await lineOf(model)).toContain('paused: paused due to workflow failure');
  });
});

describe('a Schedule of an earlier Ratchet, which starts the run itself', () => {
  beforeEach(async () => {
    writeWeekly();
    await schedule('apply', model);
    await temporal.client.schedule.getHandle(scheduleId(model)).update((before) => ({
      ...before,
      action: {
        ...before.action,
        workflowType: RETRAIN_MODEL,
        workflowId: retrainingWorkflowId(model),
      },
    }));
  });

  it('still works', async () => {
    const triggered = await withEndlessTraining(async () => {
      const ran = await schedule('trigger', model);
      await terminateRuns();
      return ran;
    });

    expect(triggered.exitCode).toBe(0);
    expect(triggered.stderr).toMatch(
      new RegExp(`^Run of ${model} started: http:.*/retrain-${model}-\\d{4}-.*/[0-9a-f-]{36}\n$`),
    );
  });

  it('is to be applied again', async () => {
    await expect.poll(() => lineOf(model)).toMatch(/by an earlier Ratchet$/);
    expect((await schedule('list')).stdout).toContain(`npx ratchet schedule apply ${model}\n`);
    expect((await schedule('apply', model)).stdout).toContain('updated');
    expect((await describeSchedule()).action).toMatchObject({ workflowType: RETRAIN_ON_SCHEDULE });
  });
});

describe('ratchet schedule resume and delete', () => {
  it('starts runs at their times again', async () => {
    writeWeekly();
    await schedule('apply', model);
    await schedule('pause', model);

    const { exitCode } = await schedule('resume', model);

    expect(exitCode).toBe(0);
    expect((await describeSchedule()).state.paused).toBe(false);
  });

  it('takes the Schedule away, and says when there is none', async () => {
    writeWeekly();
    await schedule('apply', model);

    expect(await schedule('delete', model)).toMatchObject({ exitCode: 0 });
    expect(await schedule('delete', model)).toEqual({
      exitCode: 2,
      stdout: '',
      stderr: `${model} has no schedule in Temporal: npx ratchet schedule apply ${model}\n`,
    });
  });
});

async function lineOf(name: string): Promise<string | undefined> {
  const { stdout } = await schedule('list');
  return stdout.split('\n').find((line) => line.startsWith(`${name} `));
}

async function terminateRuns(): Promise<void> {
  const { info } = await describeSchedule();
  for (const { workflow } of info.runningActions) {
    await temporal.client.workflow.getHandle(workflow.workflowId).terminate('the test is over');
  }
}
