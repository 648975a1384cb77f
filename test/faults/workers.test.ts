import { describe, expect, it, vi } from 'vitest';

import { MOMENTS } from '../chaos/moments.js';
import { readStatements } from '../support/invariants/statements.js';
import type { Moment } from '../support/snowflake-faults.js';
import { REQUESTS } from '../support/snowflake-requests.js';
import type { FaultPlace } from './fault-place.js';
import { useFaultPlaces } from './use-fault-places.js';

const places = useFaultPlaces();
const WAIT = { timeout: 60_000, interval: 500 };

/** Starts a run on a Worker that is killed when a request of it is met, and another Worker after it. */
async function killedAt(
  place: FaultPlace,
  point: { readonly moment: keyof typeof MOMENTS; readonly at: Moment },
  trainingMs = 0,
) {
  const worker = place.startWorker();
  const arrived = place.proxy.hold({ ...MOMENTS[point.moment], at: point.at });
  const run = await place.retrain({ trainingMs });
  const held = await arrived;
  await worker.kill();
  held.reset();
  place.startWorker();
  return run;
}

/** How many statements of a kind have succeeded. */
async function ended(place: FaultPlace, moment: keyof typeof MOMENTS): Promise<number> {
  const { sql } = { sql: /^/, ...MOMENTS[moment] };
  const statements = await readStatements(place.query);
  return statements.filter((one) => one.status === 'SUCCESS' && sql.test(one.sql)).length;
}

/** A version is live, and callers are there. */
async function served(place: FaultPlace): Promise<void> {
  const worker = place.startWorker();
  expect(await (await place.retrain()).end()).toBe('PROMOTED');
  await place.probe();
  await worker.kill();
}

describe.concurrent('a Worker that is killed', () => {
  it.each([
    ['S3 before its training is sent', 'train', 'before'],
    ['S4 before it knows the query id of its training', 'train', 'after'],
    ['S5 after its training has its result', 'evaluate', 'before'],
  ] as const)('%s: the run has one training', (_, moment, at) =>
    places.within(`killed-${moment}-${at}`, async (place) => {
      const run = await killedAt(place, { moment, at }, 2_000);

      expect(await run.end()).toBe('PROMOTED');
      expect(await run.trainings()).toHaveLength(1);
      expect((await place.conclude()).violations).toEqual([]);
    }),
  );

  it('while it trains two of three candidates: each is trained once, and a broken one sinks no other', () =>
    places.within('killed-candidates', async (place) => {
      const worker = place.startWorker();
      const arrived = place.proxy.hold({ ...MOMENTS.train, at: 'after' });
      const candidates = { loose: { tol: 0.1 }, broken: { nonsense: 1 }, tight: { tol: 0.0001 } };
      const run = await place.retrain({ trainingMs: 3_000, candidates });
      const held = await arrived;
      await vi.waitFor(async () => expect(await run.trainings()).toHaveLength(2), WAIT);
      await worker.kill();
      held.reset();
      place.startWorker();

      expect(await run.end()).toBe('PROMOTED');
      const trainings = (await run.trainings()).map(({ tag, status }) => [tag.candidate, status]);
      expect(Object.fromEntries(trainings)).toEqual({
        loose: 'SUCCESS',
        broken: expect.stringMatching(/^FAILED/),
        tight: 'SUCCESS',
      });
      expect(trainings).toHaveLength(3);
      expect((await place.conclude()).violations).toEqual([]);
    }));

  it.each([
    ['K6 after the switch, before it knows', 'switch', 'after'],
    ['K7 between the switch and the serving function', 'serve', 'before'],
    ['K10 before the run has its end in the ledger', 'close', 'before'],
  ] as const)('%s: the run goes live once, and callers never notice', (_, moment, at) =>
    places.within(`killed-${moment}-${at}`, async (place) => {
      await served(place);
      const run = await killedAt(place, { moment, at });

      expect(await run.end()).toBe('PROMOTED');
      const { violations, observed } = await place.conclude();
      expect(violations).toEqual([]);
      expect(observed.ledger.live).toMatchObject([{ VERSION: 2, FENCE: 2 }]);
    }),
  );
});

describe.concurrent('a Worker that is taken for dead and comes back', () => {
  it('S7 C7 while its training runs: the other one takes it up', () =>
    places.within('zombie-trainer', async (place) => {
      const first = place.startWorker();
      const arrived = place.proxy.hold({ ...MOMENTS.train, at: 'after' });
      const run = await place.retrain({ trainingMs: 2_000 });
      const held = await arrived;
      const goOn = first.freeze();
      held.release();
      const second = place.startWorker();

      expect(await run.end()).toBe('PROMOTED');
      goOn();
      await second.stop();
      expect(await (await place.retrain()).end()).toBe('PROMOTED');
      expect(await run.trainings()).toHaveLength(1);
      expect((await place.conclude()).violations).toEqual([]);
    }));

  it('S7 its CALL to train comes while the other one trains: it is refused', () =>
    places.within('late-training', async (place) => {
      const first = place.startWorker();
      const arrived = place.proxy.hold(MOMENTS.train);
      const run = await place.retrain({ trainingMs: 3_000 });
      const held = await arrived;
      await first.kill();
      const again = place.proxy.hold({ ...MOMENTS.train, at: 'after' });
      place.startWorker();
      (await again).release();
      held.release();

      expect(await run.end()).toBe('PROMOTED');
      const statuses = (await run.trainings()).map(({ status }) => status).sort();
      expect(statuses).toEqual(['FAILED_WITH_ERROR', 'SUCCESS']);
      expect((await place.conclude({ mayTrainAgain: [run.reference.runId] })).violations).toEqual(
        [],
      );
    }));

  it('S7 its CREATE of a raw table comes after the other one loaded it: it is loaded again', () =>
    places.within('late-raw-table', async (place) => {
      const createRaw = /^CREATE OR REPLACE TRANSIENT TABLE "RAW_/;
      const first = place.startWorker();
      const arrived = place.proxy.hold({ sql: createRaw });
      const run = await place.retrain();
      const late = await arrived;
      await first.kill();
      const loading = place.proxy.hold({ ...MOMENTS.load, at: 'after' });
      place.startWorker();
      const loaded = await loading;
      late.release();
      await vi.waitFor(async () => {
        const made = (await readStatements(place.query)).filter(({ sql }) => createRaw.test(sql));
        expect(made.map(({ status }) => status)).toEqual(['SUCCESS', 'SUCCESS']);
      }, WAIT);
      loaded.release();

      expect(await run.end()).toBe('PROMOTED');
      expect((await place.conclude()).violations).toEqual([]);
    }));

  it('K12 its CALL to serve comes after a newer version is live: the newer one stays', () =>
    places.within('zombie-publisher', async (place) => {
      await served(place);
      const first = place.startWorker();
      const arrived = place.proxy.hold(MOMENTS.serve);
      const run = await place.retrain();
      const held = await arrived;
      const goOn = first.freeze();
      place.startWorker();
      expect(await run.end()).toBe('PROMOTED');
      expect(await (await place.retrain()).end()).toBe('PROMOTED');
      held.release();
      goOn();
      await vi.waitFor(async () => expect(await ended(place, 'serve')).toBe(4), WAIT);

      const { violations, observed } = await place.conclude();
      expect(violations).toEqual([]);
      expect(observed.ledger.live).toMatchObject([{ VERSION: 3, FENCE: 3 }]);
    }));
});

describe('a Worker that is told to stop', () => {
  it('C6 E22 while its training runs: it leaves it alone, and the next one takes it up', () =>
    places.within('told-to-stop', async (place) => {
      const first = place.startWorker();
      const run = await place.retrainUntilTraining({ trainingMs: 5_000 });
      place.startWorker();
      expect(await first.stop()).toBe(0);

      expect(await run.end()).toBe('PROMOTED');
      expect(await run.trainings()).toHaveLength(1);
      const { requests, statements } = place.proxy;
      expect(requests.filter((line) => REQUESTS.abort.test(line))).toEqual([]);
      expect(requests.filter((line) => REQUESTS.endSession.test(line))).toEqual([]);
      expect(statements.filter((sql) => MOMENTS.cancel.sql.test(sql))).toEqual([]);
      expect((await place.conclude()).violations).toEqual([]);
    }));
});

/** The heartbeat time-out and two seconds: see the issue. */
const ADOPTED_WITHIN = { timeout: 12_000, interval: 50 };

describe('kill -9 in the middle of a training', () => {
  it('lets the other Worker wait for the training within the heartbeat time-out and two seconds', () =>
    places.within('adopted-in-time', async (place) => {
      const first = place.startWorker();
      const run = await place.retrainUntilTraining({ trainingMs: 16_000 });
      const [training] = await run.trainings();
      const second = place.startWorker();
      await second.isReady();
      await first.kill();
      const before = place.proxy.requests.length;
      const asked = () => place.proxy.requests.slice(before).join('\n');
      const question = `GET /monitoring/queries/${training?.queryId}`;
      await vi.waitFor(() => expect(asked()).toContain(question), ADOPTED_WITHIN);

      expect(await run.end()).toBe('PROMOTED');
      expect(await run.trainings()).toHaveLength(1);
      expect((await place.conclude()).violations).toEqual([]);
    }));
});
