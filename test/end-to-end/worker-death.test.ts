import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { appendFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';

import { connectTemporal } from '../../client/connect.js';
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
/** Longer than it takes to notice that a Worker is gone. */
const TRAINING_S = 25;
/** As in workflows/activity-options.ts. */
const HEARTBEAT_TIMEOUT_MS = 10_000;
const TRAININGS = `
  SELECT QUERY_ID, EXECUTION_STATUS FROM TABLE(INFORMATION_SCHEMA.QUERY_HISTORY(RESULT_LIMIT => 10000))
  WHERE QUERY_TEXT ILIKE 'CALL %RATCHET_TRAIN%' AND QUERY_TAG LIKE ?`;

let environment: TestEnvironment;
let models: ModelCopies;
let folder = '';
const workers: TestWorker[] = [];

interface TestWorker {
  readonly process: ChildProcess;
  /** The lines of its log so far. */
  log(): readonly { readonly time: number; readonly queryId?: string }[];
}

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

function startWorker(): TestWorker {
  const worker = spawn(process.execPath, moduleArguments('worker/main'), {
    cwd: projectRoot(),
    env: { ...process.env, ...environment.env, RATCHET_TASK_QUEUE: TASK_QUEUE },
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  let log = '';
  worker.stdout.setEncoding('utf8').on('data', (text: string) => {
    log += text;
  });
  const started = {
    process: worker,
    log: () =>
      log
        .split('\n')
        .slice(0, -1)
        .map((line) => JSON.parse(line)),
  };
  workers.push(started);
  return started;
}

async function kill({ process: worker }: TestWorker): Promise<void> {
  if (worker.exitCode !== null || worker.signalCode !== null) return;
  const gone = once(worker, 'exit');
  worker.kill('SIGKILL');
  await gone;
}

/** When a Worker first spoke of a statement, in ms of Unix time; undefined when it has not. */
function takenUpAt(worker: TestWorker, queryId: string): number | undefined {
  return worker.log().find((line) => line.queryId === queryId)?.time;
}

/** The Worker that has the only Activity of a run that is open. */
async function trainerOf(runId: string): Promise<TestWorker> {
  const temporal = await connectTemporal({ address: environment.address });
  try {
    const { raw } = await temporal.client.workflow
      .getHandle('retrain-breast-cancer', runId)
      .describe();
    const identity = raw.pendingActivities?.[0]?.lastWorkerIdentity ?? '';
    const found = workers.find(({ process: { pid } }) => identity.startsWith(`${pid}@`));
    if (found === undefined) throw new Error(`no Worker of this test is ${identity}`);
    return found;
  } finally {
    await temporal.close();
  }
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

it('finishes a run whose Worker was killed while it trained, with one training that is soon waited for again', async ({
  annotate,
}) => {
  const [one, two] = [startWorker(), startWorker()];
  const running = startRatchet('run', folder, '--follow', ...place());
  await expect.poll(() => running.stderr(), { timeout: 60_000 }).toContain('✔ features');
  const runId = runIdOf(running.stderr());
  await expect
    .poll(() => trainingsOf(runId), { timeout: 30_000 })
    .toMatchObject([{ EXECUTION_STATUS: 'RUNNING' }]);

  const dying = await trainerOf(runId);
  await kill(dying);
  const killedAt = Date.now();
  const other = dying === one ? two : one;
  const [training] = await trainingsOf(runId);
  const queryId = training?.['QUERY_ID'] ?? '';
  await expect.poll(() => takenUpAt(other, queryId), { timeout: 60_000 }).toBeDefined();
  const withinMs = (takenUpAt(other, queryId) ?? Infinity) - killedAt;
  await annotate(`taken up ${withinMs} ms after the death of its Worker`);
  expect(withinMs).toBeLessThan(HEARTBEAT_TIMEOUT_MS + 2_000);
  expect(await trainingsOf(runId)).toMatchObject([{ EXECUTION_STATUS: 'RUNNING' }]);
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
