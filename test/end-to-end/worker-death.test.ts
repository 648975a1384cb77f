import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { appendFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';

import { moduleArguments, projectRoot } from '../../client/dev/programs.js';
import {
  demoData,
  startTestEnvironment,
  type TestEnvironment,
} from '../support/dev-environment.js';
import { copyModels, type ModelCopies } from '../support/model-copies.js';
import { ratchet, startRatchet } from '../support/ratchet.js';

/** The Worker of `ratchet dev` polls another one, so that the test alone decides which Worker lives. */
const TASK_QUEUE = 'worker-death';
const TRAINING_S = 12;
const TRAININGS = `
  SELECT QUERY_ID, EXECUTION_STATUS FROM TABLE(INFORMATION_SCHEMA.QUERY_HISTORY(RESULT_LIMIT => 10000))
  WHERE QUERY_TEXT ILIKE 'CALL %RATCHET_TRAIN%' AND QUERY_TAG LIKE ?`;

let environment: TestEnvironment;
let models: ModelCopies;
let folder = '';
const workers: ChildProcess[] = [];

beforeAll(async () => {
  models = copyModels();
  folder = models.folder('breast-cancer');
  await demoData('breast-cancer', '--out', join(folder, 'data'));
  slowDown(join(folder, 'train.py'));
  environment = await startTestEnvironment();
});
afterAll(async () => {
  await Promise.all(workers.map(kill));
  await environment.stop();
  models.remove();
});

/** Makes the training take so long that it can be met while it runs. */
function slowDown(file: string): void {
  appendFileSync(
    file,
    `\n\n_build = build\n\n\ndef build(params: dict) -> Pipeline:\n    import time\n\n    time.sleep(${TRAINING_S})\n    return _build(params)\n`,
  );
}

function startWorker(): ChildProcess {
  const worker = spawn(process.execPath, moduleArguments('worker/main'), {
    cwd: projectRoot(),
    env: { ...process.env, ...environment.env, RATCHET_TASK_QUEUE: TASK_QUEUE },
    stdio: 'ignore',
  });
  workers.push(worker);
  return worker;
}

async function kill(worker: ChildProcess): Promise<void> {
  if (worker.exitCode !== null || worker.signalCode !== null) return;
  const gone = once(worker, 'exit');
  worker.kill('SIGKILL');
  await gone;
}

function place(): string[] {
  return ['--address', environment.address, '--task-queue', TASK_QUEUE];
}

/** The trainings of one run, from the history of Snowflake. */
function trainingsOf(runId: string) {
  return environment.query(TRAININGS, [`%${runId}%`]);
}

function runIdOf(stderr: string): string {
  return /[0-9a-f]{8}-[0-9a-f-]{27}/.exec(stderr)?.[0] ?? '';
}

it('finishes a run whose Worker was killed while it trained, with one training', async () => {
  const worker = startWorker();
  const running = startRatchet('run', folder, '--follow', ...place());
  await expect.poll(() => running.stderr(), { timeout: 60_000 }).toContain('✔ features');
  const runId = runIdOf(running.stderr());
  await expect
    .poll(() => trainingsOf(runId), { timeout: 30_000 })
    .toMatchObject([{ EXECUTION_STATUS: 'RUNNING' }]);

  await kill(worker);
  startWorker();
  const ended = await running.ended;

  expect(ended.exitCode).toBe(0);
  expect(ended.stdout).toContain('PROMOTED  PREDICT_MALIGNANT serves version 1');
  expect(await trainingsOf(runId)).toMatchObject([{ EXECUTION_STATUS: 'SUCCESS' }]);
});

it('ends the statement of a run that is cancelled, and publishes nothing', async () => {
  const running = startRatchet('run', folder, '--force', '--follow', ...place());
  await expect.poll(() => running.stderr(), { timeout: 60_000 }).toContain('✔ features');
  const runId = runIdOf(running.stderr());
  await expect
    .poll(() => trainingsOf(runId), { timeout: 30_000 })
    .toMatchObject([{ EXECUTION_STATUS: 'RUNNING' }]);

  await ratchet('cancel', runId, ...place());
  const ended = await running.ended;

  expect(ended).toMatchObject({
    exitCode: 1,
    stdout: expect.stringContaining('✘ FAILED  Cancelled'),
  });
  await expect
    .poll(() => trainingsOf(runId), { timeout: 30_000 })
    .toMatchObject([{ EXECUTION_STATUS: expect.stringMatching(/^FAILED/) }]);
  expect(await environment.query('SELECT VERSION FROM LIVE_VERSION')).toEqual([{ VERSION: '1' }]);
  expect(await environment.query('SELECT STATE FROM RUNS WHERE RUN_ID = ?', [runId])).toEqual([
    { STATE: 'CANCELLED' },
  ]);
});
