import { expect, it } from 'vitest';

import { useFaultPlaces } from './use-fault-places.js';

/** `npm run test:rollbacks` does twenty. */
const TIMES = Number(process.env['RATCHET_TEST_ROLLBACKS'] ?? 5);
const CALLS_FOR_EACH = 25;
const WITHIN_MS = 60_000 + TIMES * 60_000;

const places = useFaultPlaces();

it(
  `answers each call by one version during ${TIMES} promotions and ${TIMES} rollbacks`,
  () =>
    places.within('promoted-and-rolled-back', async (place) => {
      place.startWorker();
      expect(await (await place.retrain()).end()).toBe('PROMOTED');
      await place.probe();
      for (let time = 0; time < TIMES; time += 1) {
        expect(await (await place.retrain()).end()).toBe('PROMOTED');
        expect(await (await place.rollBack()).end()).toBe('ROLLED_BACK');
      }
      const calls = 2 * TIMES * CALLS_FOR_EACH;
      await expect
        .poll(() => place.calls().length, { timeout: 60_000 })
        .toBeGreaterThanOrEqual(calls);

      const { violations, observed } = await place.conclude();
      expect(violations).toEqual([]);
      expect(observed.ledger.promotions).toHaveLength(2 * TIMES + 1);
      expect(observed.ledger.live).toMatchObject([{ VERSION: 1, FENCE: 2 * TIMES + 1 }]);
    }),
  WITHIN_MS,
);
