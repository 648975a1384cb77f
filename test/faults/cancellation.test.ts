import { describe, expect, it } from 'vitest';

import { MOMENTS } from '../chaos/moments.js';
import { useFaultPlaces } from './use-fault-places.js';

const places = useFaultPlaces();
/** Longer than a cancelled run may take to end. */
const TRAINING_MS = 60_000;

describe.concurrent('a run that is cancelled', () => {
  it('C1 while it trains: its statement ends', () =>
    places.within('cancelled-training', async (place) => {
      place.startWorker();
      const run = await place.retrainUntilTraining({ trainingMs: TRAINING_MS });
      await run.handle.cancel();

      expect(await run.end()).toBe('Cancelled');
      expect((await run.trainings()).map(({ status }) => status)).toEqual(['FAILED_WITH_ERROR']);
      expect((await place.conclude()).violations).toEqual([]);
    }));

  it('C1 while no Worker is there: the next one ends its statement', () =>
    places.within('cancelled-alone', async (place) => {
      const first = place.startWorker();
      const run = await place.retrainUntilTraining({ trainingMs: TRAINING_MS });
      await first.kill();
      await run.handle.cancel();
      place.startWorker();

      expect(await run.end()).toBe('Cancelled');
      expect((await run.trainings()).map(({ status }) => status)).toEqual(['FAILED_WITH_ERROR']);
      expect((await place.conclude()).violations).toEqual([]);
    }));

  it('C2 while Snowflake does not take the cancellation: it is asked again, and ends', () =>
    places.within('cancelled-in-vain', async (place) => {
      place.startWorker();
      const run = await place.retrainUntilTraining({ trainingMs: TRAINING_MS });
      const answer = { status: 503, body: '' };
      const refused = place.proxy.spoil({ ...MOMENTS.cancel, times: 8, answer });
      await run.handle.cancel();

      expect(await run.end()).toBe('Cancelled');
      expect(refused.hits).toBe(8);
      expect((await run.trainings()).map(({ status }) => status)).toEqual(['FAILED_WITH_ERROR']);
      expect((await place.conclude()).violations).toEqual([]);
    }));

  it.each([
    ['before it is published', 'evaluate', 'Cancelled'],
    ['while it goes live', 'switch', 'PROMOTED'],
  ] as const)('C3 K13 %s: it ends in one way', (_, moment, end) =>
    places.within(`cancelled-at-${moment}`, async (place) => {
      place.startWorker();
      const arrived = place.proxy.hold({ ...MOMENTS[moment], at: 'after' });
      const run = await place.retrain();
      const held = await arrived;
      await run.handle.cancel();
      held.release();

      expect(await run.end()).toBe(end);
      expect((await place.conclude()).violations).toEqual([]);
    }),
  );
});

describe.concurrent('a run that is terminated', () => {
  it('C5 while it trains: maintenance ends its statement and its row', () =>
    places.within('terminated', async (place) => {
      place.startWorker();
      const run = await place.retrainUntilTraining({ trainingMs: TRAINING_MS });
      await run.handle.terminate('a test');

      expect(await run.end()).toBe('Terminated');
      const { violations, observed } = await place.conclude();
      expect(violations).toEqual([]);
      expect(observed.ledger.runs).toMatchObject([{ STATE: 'TERMINATED' }]);
      expect((await run.trainings()).map(({ status }) => status)).toEqual(['FAILED_WITH_ERROR']);
    }));

  it('K7 when it is live and does not serve yet: maintenance lets it serve', () =>
    places.within('terminated-live', async (place) => {
      const first = place.startWorker();
      const arrived = place.proxy.hold(MOMENTS.serve);
      const run = await place.retrain();
      const held = await arrived;
      await first.kill();
      held.reset();
      await run.handle.terminate('a test');
      place.startWorker();

      expect((await place.conclude()).violations).toEqual([]);
      expect(await place.query('SELECT VERSION FROM RESTORATIONS')).toEqual([
        { VERSION: '1' },
        { VERSION: '1' },
      ]);
    }));
});
