import { ScheduleNotFoundError } from '@temporalio/client';
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, inject, it } from 'vitest';

import { connectTemporal, type Temporal } from '../../client/connect.js';
import { temporalProgram } from '../../client/dev/programs.js';
import { registerSearchAttributes } from '../../client/search-attributes.js';
import { retrainingWorkflowId, scheduleId } from '../../pipeline/workflow-ids.js';
import { enterWorkspace, type Workspace } from '../support/model-folders.js';
import { ratchet, type Ran } from '../support/ratchet.js';

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

function schedule(...argv: readonly string[]): Promise<Ran> {
  return ratchet('schedule', ...argv, '--address', address, '--task-queue', 'nobody-polls');
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
      workflowType: 'retrainModel',
      workflowId: retrainingWorkflowId(model),
      taskQueue: 'nobody-polls',
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
  it('starts a run now, and says so instead when one of its runs is open', async () => {
    writeWeekly();
    await schedule('apply', model);

    const first = await schedule('trigger', model);
    const second = await schedule('trigger', model);

    expect(first).toMatchObject({
      exitCode: 0,
      stdout: `Follow it: npx ratchet status ${model} --follow\n`,
      stderr: expect.stringMatching(
        new RegExp(`^Run of ${model} started: http:.*/retrain-${model}-\\d{4}-.*/[0-9a-f-]{36}\n$`),
      ),
    });
    expect(second).toMatchObject({ exitCode: 4, stdout: '' });
    expect(second.stderr).toContain('is open; nothing was started');
    await terminateRuns();
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
