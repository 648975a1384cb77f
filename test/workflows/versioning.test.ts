import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { Client, Connection, type WorkflowHandle } from '@temporalio/client';
import { NativeConnection, type Worker } from '@temporalio/worker';
import { afterAll, beforeAll, expect, inject, it } from 'vitest';

import { temporalProgram } from '../../client/dev/programs.js';
import { RETRAIN_MODEL } from '../../pipeline/workflow-ids.js';
import { createWorker } from '../../worker/create-worker.js';
import { deploymentOptions } from '../../worker/deployment.js';
import type { retrainModel } from '../../workflows/index.js';
import { Latch } from '../support/latch.js';
import { NotedPipeline } from '../support/noted-pipeline.js';
import { requestWith } from '../support/retraining-request.js';
import { workflowBundle } from '../support/workflow-bundle.js';

const DEPLOYMENT = 'ratchet-test';
const TASK_QUEUE = 'versioned';
const ALL_STEPS = [
  'stageSource',
  'buildFeatures',
  'trainCandidate',
  'evaluateCandidate',
  'publishUdf',
];

let client: Client;
let native: NativeConnection;
let folder = '';
beforeAll(async () => {
  const { address } = inject('temporal');
  client = new Client({ connection: await Connection.connect({ address }) });
  native = await NativeConnection.connect({ address });
  folder = mkdtempSync(join(tmpdir(), 'ratchet-versions-'));
  writeFileSync(bundleFile(), (await workflowBundle()).code);
});
afterAll(async () => {
  await client.connection.close();
  await native.close();
  rmSync(folder, { recursive: true });
});

function bundleFile(): string {
  return join(folder, 'workflows.js');
}

function startWorker(buildId: string, { activities }: NotedPipeline): Promise<Worker> {
  const workflowCode = { bundle: bundleFile() };
  return createWorker({
    connection: native,
    namespace: 'default',
    taskQueue: TASK_QUEUE,
    workflowCode,
    deployment: deploymentOptions({ name: DEPLOYMENT, buildId }, workflowCode),
    activities,
  });
}

/** As the README says to do it; it fails until a Worker of that version has polled. */
async function makeCurrent(buildId: string): Promise<void> {
  const { address } = inject('temporal');
  const temporal = await temporalProgram();
  const version = ['--deployment-name', DEPLOYMENT, '--build-id', buildId];
  const command = ['worker', 'deployment', 'set-current-version', ...version, '--yes'];
  await promisify(execFile)(temporal, [...command, '--address', address]);
}

function startRun(id: string) {
  return client.workflow.start<typeof retrainModel>(RETRAIN_MODEL, {
    taskQueue: TASK_QUEUE,
    workflowId: id,
    args: [requestWith()],
  });
}

async function versionOf(handle: WorkflowHandle): Promise<string | null | undefined> {
  const { raw } = await handle.describe();
  return raw.workflowExecutionInfo?.versioningInfo?.deploymentVersion?.buildId;
}

it('ends a run on the version that it began on, and begins the next one on the current one', async () => {
  const [begun, released] = [new Latch(), new Latch()];
  const old = new NotedPipeline({
    stageSource: async (input) => {
      begun.open();
      await released.opened;
      return new NotedPipeline().activities.stageSource(input);
    },
  });
  const recent = new NotedPipeline();
  const oldWorker = await startWorker('one', old);
  const oldRunning = oldWorker.run();
  await expect.poll(() => makeCurrent('one'), { timeout: 30_000 }).toBeUndefined();
  const first = await startRun('versioned-1');
  await begun.opened;

  const recentWorker = await startWorker('two', recent);
  const recentRunning = recentWorker.run();
  await expect.poll(() => makeCurrent('two'), { timeout: 30_000 }).toBeUndefined();
  const second = await startRun('versioned-2');
  expect(await second.result()).toMatchObject({ kind: 'PROMOTED' });
  expect(recent.steps).toEqual(ALL_STEPS);
  released.open();
  expect(await first.result()).toMatchObject({ kind: 'PROMOTED' });

  expect(old.steps).toEqual(ALL_STEPS);
  expect(recent.steps).toEqual(ALL_STEPS);
  expect([await versionOf(first), await versionOf(second)]).toEqual(['one', 'two']);
  oldWorker.shutdown();
  recentWorker.shutdown();
  await Promise.all([oldRunning, recentRunning]);
});
