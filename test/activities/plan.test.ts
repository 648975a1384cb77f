import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import type { RetrainingPlan } from '../../pipeline/plan.js';
import { endRun, runChain } from '../support/activity-chain.js';
import { newRun, openActivityPlace, type ActivityPlace } from '../support/activity-place.js';
import { createCustomers, smallRequest } from '../support/small-model.js';

let place: ActivityPlace;

beforeAll(async () => {
  place = await openActivityPlace('PLAN');
  await createCustomers(place);
});
afterAll(() => place.close());

/** What a statement does to which object, whichever run it is of: its columns are not those of a plan. */
function outline(sql: string): string {
  const line = sql.split('\n')[0] ?? '';
  return line
    .replaceAll(/THIS_RUN|[0-9a-f-]{12,}/gi, 'KEY')
    .replace(/^(CREATE [^(]*).*$/, '$1')
    .slice(0, 60);
}

/** Uploads are no statements of a session that a test can watch. */
function outlines({ statements }: RetrainingPlan): string[] {
  return statements
    .map(({ sql }) => sql)
    .filter((sql) => !sql.startsWith('PUT'))
    .map(outline);
}

describe('planRetraining', () => {
  it('tells the very statements that a first run then sends', async () => {
    const request = smallRequest();
    const planned = await place.run((activities) => activities.planRetraining(request));
    expect(await place.query('SHOW TABLES')).toHaveLength(1);

    const sent: string[] = [];
    const watched: ActivityPlace = {
      ...place,
      run: (work) =>
        place.run(work, ({ sql }) => {
          sent.push(outline(sql));
          return Promise.resolve();
        }),
    };
    const run = newRun(request.spec.name);
    const { publication } = await runChain(watched, run, request);
    await endRun(watched, run, { state: 'PROMOTED', step: 'publication' });

    expect(publication).toMatchObject({ kind: 'published', version: 1 });
    // A CALL is noted before what is asked right before it is sent.
    expect(outlines(planned).toSorted()).toEqual(sent.toSorted());
  }, 180_000);
});
