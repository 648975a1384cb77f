import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { MOMENTS } from '../chaos/moments.js';
import { refusal } from '../support/refusal.js';
import { REQUESTS } from '../support/snowflake-requests.js';
import type { FaultPlace } from './fault-place.js';
import { useFaultPlaces } from './use-fault-places.js';

const places = useFaultPlaces();

describe('a run whose Worker may not log in', () => {
  it.each([
    ['E1 its password is wrong', '390100', 1],
    ['E3 its token is never right', '390144', 4],
  ])('%s (%s): it fails after %i login(s) of all its steps together', async (name, code, tries) => {
    await places.within(`login-${code}`, async (place) => {
      await place.startWorker().isReady();
      const logins = place.proxy.spoil({
        request: REQUESTS.login,
        times: Infinity,
        answer: refusal(code),
      });

      const run = await place.retrain();

      expect(await run.end()).toBe('SnowflakeAuthentication');
      expect(logins.hits).toBe(tries);
    });
  });
});

describe('a run whose password is changed while it trains', () => {
  it('tries it once when it is cancelled', async () => {
    await places.within('login-cancelled', async (place) => {
      place.startWorker();
      const run = await place.retrainUntilTraining({ trainingMs: 20_000 });
      const answer = refusal('390100');
      const logins = place.proxy.spoil({ request: REQUESTS.login, times: Infinity, answer });
      await run.handle.cancel();
      await run.end();

      expect(logins.hits).toBe(1);
    });
  });
});

describe('a run whose features are refused', () => {
  let place: FaultPlace;
  beforeAll(async () => {
    place = await places.open('refusals');
    place.startWorker();
  });
  afterAll(() => place.close());

  it.each([
    ['its quota is used up', '090073', 'SnowflakeQuota', 1],
    ['E13 it has no warehouse', '000606', 'SnowflakeStatement', 1],
    ['E18 it lacks a privilege', '003001', 'SnowflakeStatement', 1],
    ['E18 a table is missing', '002003', 'SnowflakeStatement', 1],
    ['E14 its warehouse stays suspended', '000608', 'SnowflakeTransient', 3],
    ['a code that nobody knows', '123456', 'SnowflakeTransient', 3],
  ])('for the reason that %s (%s) fails with %s after %i tries', async (_, code, type, tries) => {
    const answer = refusal(code);
    const refused = place.proxy.spoil({ ...MOMENTS.features, times: Infinity, answer });

    const run = await place.retrain();

    expect(await run.end()).toBe(type);
    expect(refused.hits).toBe(tries);
    place.proxy.clear();
    expect(
      await place.query('SELECT STATE FROM RUNS WHERE RUN_ID = ?', [run.reference.runId]),
    ).toEqual([{ STATE: 'FAILED' }]);
  });

  it('E14 for a warehouse that resumes after all goes on', async () => {
    const answer = refusal('000608');
    const refused = place.proxy.spoil({ ...MOMENTS.features, times: 2, answer });

    expect(await (await place.retrain()).end()).toBe('PROMOTED');
    expect(refused.hits).toBe(2);
  });
});
