import { afterAll, beforeAll, expect, it } from 'vitest';

import { connectTemporal, type Temporal } from '../../client/connect.js';
import type { Maintenance } from '../../pipeline/maintenance.js';
import { maintenanceScheduleId, TASK_QUEUE } from '../../pipeline/workflow-ids.js';
import { startTestEnvironment, type TestEnvironment } from '../support/dev-environment.js';
import { ratchet, startRatchet } from '../support/ratchet.js';
import { functionOf, smallFolders, trainPy, type SmallFolders } from '../support/small-folders.js';

/** Longer than the test: whoever ends it is not the training. */
const SLOW = 'import time\n\ntime.sleep(200)\n';
const TRAININGS = `
  SELECT EXECUTION_STATUS FROM TABLE(INFORMATION_SCHEMA.QUERY_HISTORY(RESULT_LIMIT => 10000))
  WHERE QUERY_TEXT ILIKE 'CALL %RATCHET_TRAIN%' AND QUERY_TAG LIKE ?`;

let environment: TestEnvironment;
let temporal: Temporal;
let folders: SmallFolders;

beforeAll(async () => {
  folders = smallFolders();
  environment = await startTestEnvironment();
  temporal = await connectTemporal({ address: environment.address });
  // What it would do, a test expects of its own maintenance.
  await schedule().pause('a test');
});
afterAll(async () => {
  await temporal.close();
  await environment.stop();
  folders.remove();
});

function schedule() {
  return temporal.client.schedule.getHandle(maintenanceScheduleId(TASK_QUEUE));
}

function maintenance() {
  return ratchet('maintenance', 'run', '-o', 'json', '--address', environment.address);
}

function trainingsOf(runId: string) {
  return environment.query(TRAININGS, [`%${runId}%`]);
}

it('is scheduled by ratchet dev, and has nothing to do in an empty schema', async () => {
  const { action } = await schedule().describe();

  const { exitCode, stdout } = await maintenance();

  expect(action).toMatchObject({ workflowType: 'maintainModels', taskQueue: TASK_QUEUE });
  expect(exitCode).toBe(0);
  expect(JSON.parse(stdout)).toMatchObject({
    restored: [],
    swept: { closed: [], stopped: [], removals: [], problems: [], isComplete: true },
  });
});

it('ends the training of a run whose Workflow was terminated, and nothing is published', async () => {
  const model = 'terminated-model';
  const folder = folders.write(model, { 'train.py': `${SLOW}${trainPy('LinearSVC()')}` });
  const running = startRatchet('run', folder, '--follow', '--address', environment.address);
  await expect.poll(() => running.stderr(), { timeout: 120_000 }).toContain('✔ features');
  const runId = /[0-9a-f]{8}-[0-9a-f-]{27}/.exec(running.stderr())?.[0] ?? '';
  await expect
    .poll(() => trainingsOf(runId), { timeout: 60_000 })
    .toMatchObject([{ EXECUTION_STATUS: 'RUNNING' }]);

  await temporal.client.workflow.getHandle(`retrain-${model}`, runId).terminate('a test');
  const ended = await running.ended;
  const done: Maintenance = JSON.parse((await maintenance()).stdout);

  expect(ended.stdout).toContain('npx ratchet maintenance run');
  expect(done.swept.closed).toMatchObject([{ runId, model, state: 'TERMINATED' }]);
  expect(done.swept.stopped).toMatchObject([{ runId, model, step: 'training' }]);
  expect(await trainingsOf(runId)).toEqual([{ EXECUTION_STATUS: 'FAILED_WITH_ERROR' }]);
  expect(await environment.query('SELECT STATE, REASONS FROM RUNS')).toEqual([
    { STATE: 'TERMINATED', REASONS: '["Its Workflow was terminated."]' },
  ]);
  expect(await environment.query('SELECT VERSION FROM LIVE_VERSION')).toEqual([{ VERSION: null }]);
});

it('lets callers have their function again that somebody dropped', async () => {
  const model = 'dropped-model';
  const place = ['--address', environment.address];
  const run = await ratchet('run', folders.write(model), '--follow', ...place);
  expect(run.exitCode).toBe(0);
  await environment.query(`DROP FUNCTION ${functionOf(model)}(FLOAT, FLOAT, VARCHAR)`);

  const { exitCode, stdout } = await ratchet('maintenance', 'run', ...place);

  expect(exitCode).toBe(0);
  expect(stdout).toMatch(
    new RegExp(`restored +${model} +${functionOf(model)} to version 1; found no function`),
  );
  expect(
    await environment.query(`SELECT ${functionOf(model)}(1, 2, 'Year') IS NOT NULL AS ANSWERS`),
  ).toEqual([{ ANSWERS: 'TRUE' }]);
});
