import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { MOMENTS } from '../chaos/moments.js';
import type { FaultPlace } from './fault-place.js';
import { useFaultPlaces } from './use-fault-places.js';
import type { WorkerProcess } from './worker-process.js';

const places = useFaultPlaces();
/** Longer than a cancelled run may take to end. */
const TRAINING_MS = 60_000;

let place: FaultPlace;
let worker: WorkerProcess;
beforeAll(async () => {
  place = await places.open('cancellation');
  worker = place.startWorker();
});
afterAll(() => place.close());

describe('a run that is cancelled', () => {
  it('C1 while it trains: its statement ends', async () => {
    const run = await place.retrainUntilTraining({ trainingMs: TRAINING_MS });
    await run.handle.cancel();

    expect(await run.end()).toBe('Cancelled');
    expect((await run.trainings()).map(({ status }) => status)).toEqual(['FAILED_WITH_ERROR']);
  });

  it('C1 while no Worker is there: the next one ends its statement', async () => {
    const run = await place.retrainUntilTraining({ trainingMs: TRAINING_MS });
    await worker.kill();
    await run.handle.cancel();
    worker = place.startWorker();

    expect(await run.end()).toBe('Cancelled');
    expect((await run.trainings()).map(({ status }) => status)).toEqual(['FAILED_WITH_ERROR']);
  });

  it('C2 while Snowflake does not take the cancellation: it is asked again, and ends', async () => {
    const run = await place.retrainUntilTraining({ trainingMs: TRAINING_MS });
    const answer = { status: 503, body: '' };
    const refused = place.proxy.spoil({ ...MOMENTS.cancel, times: 8, answer });
    await run.handle.cancel();

    expect(await run.end()).toBe('Cancelled');
    expect(refused.hits).toBe(8);
    expect((await run.trainings()).map(({ status }) => status)).toEqual(['FAILED_WITH_ERROR']);
  });

  it.each([
    ['before it is published', 'evaluate', 'Cancelled'],
    ['while it goes live', 'switch', 'PROMOTED'],
  ] as const)('C3 K13 %s: it ends in one way', async (_, moment, end) => {
    const arrived = place.proxy.hold({ ...MOMENTS[moment], at: 'after' });
    const run = await place.retrain();
    const held = await arrived;
    await run.handle.cancel();
    held.release();

    expect(await run.end()).toBe(end);
  });

  it('breaks no promise, whenever it was cancelled', async () => {
    expect((await place.conclude()).violations).toEqual([]);
  });
});

describe('a run that is terminated', () => {
  it('C5 while it trains: maintenance ends its statement and its row', async () => {
    const run = await place.retrainUntilTraining({ trainingMs: TRAINING_MS });
    await run.handle.terminate('a test');

    expect(await run.end()).toBe('Terminated');
    const { violations, observed } = await place.conclude();
    expect(violations).toEqual([]);
    const { runId } = run.reference;
    expect(observed.ledger.runs.filter(({ RUN_ID }) => RUN_ID === runId)).toMatchObject([
      { STATE: 'TERMINATED' },
    ]);
    expect((await run.trainings()).map(({ status }) => status)).toEqual(['FAILED_WITH_ERROR']);
  });

  it('K7 when it is live and does not serve yet: maintenance lets it serve', async () => {
    const arrived = place.proxy.hold(MOMENTS.serve);
    const run = await place.retrain();
    const held = await arrived;
    await worker.kill();
    held.reset();
    await run.handle.terminate('a test');
    place.startWorker();

    expect((await place.conclude()).violations).toEqual([]);
    expect(await place.query('SELECT VERSION FROM RESTORATIONS')).toEqual([
      { VERSION: '2' },
      { VERSION: '2' },
    ]);
  });
});
