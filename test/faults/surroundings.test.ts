import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { MOMENTS } from '../chaos/moments.js';
import type { HeldRequest } from '../support/snowflake-faults.js';
import type { FaultPlace } from './fault-place.js';
import type { FaultRun } from './fault-run.js';
import { useOwnServers } from './use-fault-places.js';

/** Longer than an operator takes, and Temporal to be there again. */
const TRAINING_MS = 20_000;

const places = useOwnServers();
let place: FaultPlace;
beforeAll(async () => {
  place = await places.open('surroundings');
  place.startWorker();
});
afterAll(() => place.close());

const statuses = async (run: FaultRun) => (await run.trainings()).map(({ status }) => status);

describe('a training that goes on', () => {
  let run: FaultRun;
  beforeAll(async () => {
    run = await place.retrainUntilTraining({ trainingMs: TRAINING_MS });
  });

  it('C8 while an operator pauses and resets it in Temporal: it is taken up again', async () => {
    await pauseAndReset(place, run);

    expect(await statuses(run)).toEqual(['RUNNING']);
  });

  it('C9 while a run trains, a Temporal server is killed: it goes on when it is back', async () => {
    const restart = await places.servers().killTemporal(2_000);
    expect(await statuses(run)).toEqual(['RUNNING']);
    await restart();

    expect(await run.end()).toBe('PROMOTED');
    expect(await run.trainings()).toHaveLength(1);
  });
});

async function pauseAndReset({ temporal }: FaultPlace, run: FaultRun): Promise<void> {
  const { workflowService } = temporal.client;
  const { workflowId, runId } = run.reference;
  const request = {
    namespace: temporal.namespace,
    execution: { workflowId, runId },
    type: 'trainCandidate',
    identity: 'an operator',
  };
  const attempt = async () => {
    const { raw } = await run.handle.describe();
    const [{ paused, lastStartedTime } = {}] = raw.pendingActivities ?? [];
    return { paused: paused ?? false, startedAt: JSON.stringify(lastStartedTime) };
  };
  const { startedAt } = await attempt();
  await workflowService.pauseActivity(request);
  await expect.poll(attempt, { timeout: 30_000 }).toMatchObject({ paused: true });
  await workflowService.resetActivity(request);
  await workflowService.unpauseActivity(request);
  // Another attempt has begun.
  await expect
    .poll(attempt, { timeout: 30_000 })
    .toEqual({ paused: false, startedAt: expect.not.stringContaining(startedAt) });
}

/** Kills local Snowflake when this answer is on its way, and starts it again. */
async function killWith(answer: HeldRequest): Promise<void> {
  const restart = await places.servers().killSnowflake(1_000);
  answer.reset();
  await restart();
}

describe('local Snowflake that is killed', () => {
  let run: FaultRun;
  let switching: Promise<HeldRequest>;
  beforeAll(() => place.probe());

  it('while it trains: the run trains again when it is back', async () => {
    const training = place.proxy.hold({ ...MOMENTS.train, at: 'after' });
    switching = place.proxy.hold({ ...MOMENTS.switch, at: 'after' });
    run = await place.retrain({ trainingMs: 3_000 });
    await killWith(await training);
    await switching;

    expect(await statuses(run)).toEqual(['FAILED_WITH_ERROR', 'SUCCESS']);
  });

  it('between the switch and the serving function: the run goes on when it is back', async () => {
    await killWith(await switching);

    expect(await run.end()).toBe('PROMOTED');
    expect(await run.trainings()).toHaveLength(2);
    expect((await place.conclude()).violations).toEqual([]);
  });
});

describe('somebody', () => {
  it('B9 P7 who writes other bytes over a model that passed: it never serves', async () => {
    const arrived = place.proxy.hold(MOMENTS.claim);
    const run = await place.retrain();
    const held = await arrived;
    await overwriteArtifact(place, run);
    held.release();

    expect(await run.end()).toBe('ArtifactChanged');
    const { violations, observed } = await place.conclude();
    expect(observed.ledger.live).toMatchObject([{ VERSION: 2, FENCE: 2 }]);
    expect(violations).toEqual([expect.stringMatching(/^I6: version 3/)]);
  });
});

async function overwriteArtifact({ query }: FaultPlace, run: FaultRun): Promise<void> {
  const [training] = await query(
    'SELECT PARSE_JSON(RESULT):artifact::VARCHAR AS ARTIFACT FROM TRAININGS WHERE RUN_ID = ?',
    [run.reference.runId],
  );
  const folder = mkdtempSync(join(tmpdir(), 'ratchet-overwrite-'));
  const file = join(folder, 'model.joblib');
  writeFileSync(file, 'other bytes');
  const place = `'${training?.['ARTIFACT']}'`;
  await query(`PUT 'file://${file}' ${place} AUTO_COMPRESS = FALSE OVERWRITE = TRUE`);
  rmSync(folder, { recursive: true });
}
