import { afterAll, beforeAll, expect, it } from 'vitest';

import { endRun, runChain } from '../support/activity-chain.js';
import { newRun, openActivityPlace, type ActivityPlace } from '../support/activity-place.js';
import { createCustomers, smallRequest } from '../support/small-model.js';

let place: ActivityPlace;

/** Three trainings run one after the other here. */
const WITHIN_MS = 240_000;

beforeAll(async () => {
  place = await openActivityPlace('OTHER_SPLIT');
  await createCustomers(place);
});
afterAll(() => place.close());

/** Retrains with this salt, and promotes. */
async function retrain(salt: string) {
  const request = smallRequest({
    split: { salt, test: 0.4 },
    gate: {
      rules: { accuracy: { min: 0.5, maxLoss: 0.5 } },
      checks: {
        rowCount: {},
        schema: { columns: { charges: { min: 0 }, contract: { values: ['Year'], on: 'warn' } } },
      },
    },
  });
  const run = newRun('small-churn');
  const chain = await runChain(place, run, request);
  await endRun(place, run, { state: 'PROMOTED', step: 'publication' });
  return chain;
}

it(
  'judges a champion of another split on the rows that both held out, and counts looks at each hold-out',
  async () => {
    const first = await retrain('march');
    const second = await retrain('april');
    const third = await retrain('april');

    expect(first.evaluation.evidence).toMatchObject({
      champion: null,
      looks: 0,
      holdOut: { salt: 'march', test: 0.4 },
      data: { rows: 400, live: null },
    });
    const { champion, rows, comparison, ...evidence } = second.evaluation.evidence;
    expect(evidence).toMatchObject({
      looks: 0,
      holdOut: { salt: 'april', test: 0.4 },
      data: { rows: 400, live: { version: 1, rows: 400 } },
    });
    const common = champion !== null && 'metrics' in champion ? champion.common : undefined;
    expect(common?.rows).toBeGreaterThan(rows.test * 0.2);
    expect(common?.rows).toBeLessThan(rows.test * 0.6);
    expect(comparison?.['accuracy']?.probabilityBetter).toBeGreaterThanOrEqual(0);
    expect(second.verdict.results).toContainEqual(
      expect.objectContaining({ subject: 'column CONTRACT', result: 'warned' }),
    );
    expect(second.publication).toMatchObject({ kind: 'published', version: 2 });
    expect(third.evaluation.evidence.looks).toBe(1);
    expect(third.evaluation.evidence.champion).not.toHaveProperty('common');
  },
  WITHIN_MS,
);
