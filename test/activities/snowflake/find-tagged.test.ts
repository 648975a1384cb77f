import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { findTagged } from '../../../activities/snowflake/find-tagged.js';
import { newRun, openActivityPlace, type ActivityPlace } from '../../support/activity-place.js';

const LONG_AGO = new Date(0);

let place: ActivityPlace;
beforeAll(async () => {
  place = await openActivityPlace('tagged');
});
afterAll(() => place.close());

describe('findTagged', () => {
  it('finds what a run has sent, with its name and how it stands', async () => {
    const run = newRun();
    const before = new Date();
    const found = await place.withWarehouse(run, async (warehouse) => {
      await warehouse.execute({ sql: 'SELECT 1', resumeAs: 'one' });
      return findTagged(warehouse, { since: LONG_AGO, runId: run.id });
    });

    const one = found.find(({ tag }) => tag.statement === 'one');
    expect(one).toMatchObject({
      sql: 'SELECT 1',
      status: 'SUCCESS',
      queryId: expect.stringMatching(/^[0-9a-f-]{36}$/),
      tag: { app: 'ratchet', runId: run.id, model: run.model, step: 'publication', attempt: 1 },
    });
    expect(one?.startedAt.getTime()).toBeGreaterThanOrEqual(before.getTime() - 1);
    expect(one?.startedAt.getTime()).toBeLessThanOrEqual(Date.now());
  });

  it('finds those of all runs, and nothing that only looks like a tag', async () => {
    const runs = [newRun(), newRun('card-fraud')];
    await place.query(`ALTER SESSION SET QUERY_TAG = '{"app":"ratchet","runId":"x"}'`);
    await place.query('SELECT 2');
    await place.query('ALTER SESSION UNSET QUERY_TAG');
    for (const run of runs) {
      await place.withWarehouse(run, (warehouse) => warehouse.execute({ sql: 'SELECT 3' }));
    }
    const found = await place.withWarehouse(newRun(), (warehouse) =>
      findTagged(warehouse, { since: LONG_AGO }),
    );

    const ids = found.map(({ tag }) => tag.runId);
    expect(ids).toEqual(expect.arrayContaining(runs.map(({ id }) => id)));
    expect(ids).not.toContain('x');
  });
});

function cancelling(queryId: string): Promise<void> {
  return place.withWarehouse(newRun(), (warehouse) => warehouse.cancel(queryId));
}

describe('cancel', () => {
  it('ends a statement of another session, and returns when it has ended', async () => {
    const run = newRun();
    const waiting = place
      .withWarehouse(run, (warehouse) => warehouse.execute({ sql: 'SELECT SYSTEM$WAIT(60)' }))
      .catch((error: unknown) => error);
    const running = async () => {
      const found = await place.withWarehouse(newRun(), (warehouse) =>
        findTagged(warehouse, { since: LONG_AGO, runId: run.id }),
      );
      return found.find(({ status }) => status === 'RUNNING');
    };
    await expect.poll(running, { timeout: 10_000 }).toBeDefined();
    const queryId = (await running())?.queryId ?? '';

    await cancelling(queryId);

    expect(await running()).toBeUndefined();
    expect(await waiting).toMatchObject({ type: 'SnowflakeCancelled', queryId });
  });

  it('of a statement that had ended is done at once', async () => {
    const { queryId } = await place.withWarehouse(newRun(), (warehouse) =>
      warehouse.execute({ sql: 'SELECT 1' }),
    );

    await expect(cancelling(queryId)).resolves.toBeUndefined();
  });
});
