import { afterAll, afterEach, beforeAll, describe, expect, inject, it } from 'vitest';

import { goLive } from '../../activities/ledger/go-live.js';
import {
  SnowflakeConnectionError,
  SnowflakeStatementError,
} from '../../activities/snowflake/errors.js';
import type { Statement } from '../../activities/snowflake/statement.js';
import { RETENTION, type Retention, type Swept } from '../../pipeline/maintenance.js';
import { artifactLocation, featureTable, scoresTable } from '../../pipeline/object-names.js';
import type { Run } from '../../pipeline/run.js';
import { endRun } from '../support/activity-chain.js';
import { newRun, openActivityPlace, type ActivityPlace } from '../support/activity-place.js';
import { LeftBehind, type VersionedRun } from '../support/left-behind.js';
import { startSnowflakeProxy, type SnowflakeProxy } from '../support/snowflake-proxy.js';

/** What a run leaves behind that did not clean up after itself. */
const WORKED = ['FEATURES', 'SCORES', 'STG', 'artifact', 'files'];
const JUDGED = ['FEATURES', 'SCORES', 'artifact'];
const FUNCTIONS = ['PREDICT', 'PREDICT'];
const EVERYTHING = ['FEATURES', ...FUNCTIONS, 'SCORES', 'STG', 'artifact', 'files'];
/** Nothing is kept for its age. */
const AT_ONCE: Retention = { ...RETENTION, afterEndMs: 0 };

let proxy: SnowflakeProxy;
let place: ActivityPlace;
let left: LeftBehind;
let models = 0;

beforeAll(async () => {
  proxy = await startSnowflakeProxy(inject('localSnowflake').accessUrl);
  place = await openActivityPlace('SWEEP', proxy.accessUrl);
  left = new LeftBehind(place);
  await sweep();
});
afterAll(async () => {
  await place.close();
  await proxy.close();
});
afterEach(async () => {
  for (const table of ['RUNS', 'REMOVALS', 'LIVE_VERSION', 'PROMOTIONS', 'MODEL_VERSIONS']) {
    await place.query(`DELETE FROM ${table}`);
  }
});

function newModel(): string {
  return `swept-${(models += 1)}`;
}

function sweep(
  retention: Retention = RETENTION,
  before?: (statement: Statement) => Promise<void>,
): Promise<Swept> {
  return place.run((activities) => activities.sweep({ retention }), before);
}

async function stateOf({ id }: Run): Promise<string | null | undefined> {
  const [row] = await place.query('SELECT STATE FROM RUNS WHERE RUN_ID = ?', [id]);
  return row?.['STATE'];
}

const CANCELLED = 'SnowflakeCancelledError';

/** Starts a statement of a run that does not end by itself; `ended` gives the name of the error that it ends with. */
async function startEndless(run: Run): Promise<{ readonly ended: Promise<string> }> {
  const ended = place
    .withWarehouse(run, (warehouse) =>
      warehouse.execute({ sql: 'SELECT SYSTEM$WAIT(600)', timeoutMs: 600_000 }),
    )
    .then(
      () => 'no error',
      (error: unknown) => (error instanceof Error ? error.name : String(error)),
    );
  await expect.poll(() => statusOf(run), { timeout: 30_000 }).toEqual(['RUNNING']);
  return { ended };
}

async function statusOf({ id }: Run): Promise<readonly (string | null | undefined)[]> {
  const rows = await place.query(
    'SELECT EXECUTION_STATUS FROM TABLE(INFORMATION_SCHEMA.QUERY_HISTORY(RESULT_LIMIT => 10000)) ' +
      `WHERE QUERY_TEXT LIKE 'SELECT SYSTEM$WAIT%' AND QUERY_TAG LIKE ?`,
    [`%${id}%`],
  );
  return rows.map((row) => row['EXECUTION_STATUS']);
}

/** A hook that does `work` before the first statement that fits, once. */
function once(fits: (sql: string) => boolean, work: () => Promise<unknown>) {
  let isDone = false;
  return async ({ sql }: Statement): Promise<void> => {
    if (isDone || !fits(sql)) return;
    isDone = true;
    await work();
  };
}

describe('sweep, of runs that could not close themselves', () => {
  it('closes those whose Workflow is over, as it ended, and no others', async () => {
    const [terminated, failed, open, elsewhere] = [
      await left.run(newModel()),
      await left.run(newModel()),
      await left.run(newModel()),
      await left.run(newModel()),
    ];
    place.workflows.set(terminated.id, 'TERMINATED').set(failed.id, 'TIMED_OUT');
    place.workflows.set(open.id, 'open');

    const { closed } = await sweep();

    expect(closed).toMatchObject([
      { runId: terminated.id, model: terminated.model, state: 'TERMINATED' },
      { runId: failed.id, state: 'TIMED_OUT', reason: 'Its Workflow timed out.' },
    ]);
    expect(await stateOf(terminated)).toBe('TERMINATED');
    expect(await stateOf(failed)).toBe('TIMED_OUT');
    expect(await stateOf(open)).toBe('RUNNING');
    expect(await stateOf(elsewhere)).toBe('RUNNING');
  });

  it('closes one that Temporal does not know only when it began very long ago', async () => {
    const forgotten = await left.run(newModel());
    const recent = await left.run(newModel());
    await place.query(
      'UPDATE RUNS SET STARTED_AT = DATEADD(DAY, -31, CURRENT_TIMESTAMP()) WHERE RUN_ID = ?',
      [forgotten.id],
    );

    const { closed } = await sweep();

    expect(closed).toEqual([
      {
        runId: forgotten.id,
        model: forgotten.model,
        state: 'TERMINATED',
        reason: `It began 31 days ago, and Temporal does not know its Workflow retrain-${forgotten.model}.`,
      },
    ]);
    expect(await stateOf(recent)).toBe('RUNNING');
  });

  it('lets the end stand that a run wrote while it was asked about', async () => {
    const run = await left.run(newModel());
    place.workflows.set(run.id, 'COMPLETED');

    const closesItself = once(
      (sql) => sql.startsWith('UPDATE "RUNS"'),
      () => endRun(place, run, { state: 'REJECTED', step: 'gate' }),
    );
    const { closed } = await sweep(RETENTION, closesItself);

    expect(closed).toEqual([]);
    expect(await stateOf(run)).toBe('REJECTED');
  });

  it('removes what such a run read, but for what judges a version that went live', async () => {
    const lost = await left.version(newModel());
    const live = await left.version(newModel());
    await left.goLive(live, live.run);
    place.workflows.set(lost.run.id, 'TERMINATED').set(live.run.id, 'TERMINATED');

    await sweep();

    expect(await left.of(lost.run)).toEqual([...FUNCTIONS, 'artifact']);
    expect(await left.of(live.run)).toEqual(['FEATURES', ...FUNCTIONS, 'SCORES', 'artifact']);
  });

  it('makes sure that it can never go live', async () => {
    const { run, version } = await left.version(newModel());
    place.workflows.set(run.id, 'TERMINATED');
    await sweep();

    const late = place.withWarehouse(run, (warehouse, handlers) =>
      goLive(handlers, warehouse, {
        run,
        version,
        servingFunction: 'PREDICT_CHURN',
        expectedFence: 0,
        evidenceDigest: 'e'.repeat(64),
        queryIds: [],
      }),
    );

    await expect(late).rejects.toMatchObject({ type: 'RunClosed' });
  });
});

describe('sweep, of statements', () => {
  it('ends those of runs that are over, whoever closed them, and no others', async () => {
    const [terminated, closed, open] = [
      await left.run(newModel()),
      await left.run(newModel()),
      await left.run(newModel()),
    ];
    // The ledger knows neither of these, which ended before it was told of them or belongs elsewhere.
    const unopened = newRun(newModel());
    const foreign = newRun(newModel());
    place.workflows.set(terminated.id, 'TERMINATED').set(open.id, 'open');
    place.workflows.set(unopened.id, 'FAILED');
    const running = [terminated, closed, open, unopened, foreign];
    const ends = new Map<string, Promise<string>>();
    for (const run of running) ends.set(run.id, (await startEndless(run)).ended);
    await left.end(closed, 'CANCELLED');

    const { stopped, problems } = await sweep();

    const over = [terminated, closed, unopened];
    expect(stopped.map(({ runId }) => runId).toSorted()).toEqual(
      over.map(({ id }) => id).toSorted(),
    );
    expect(problems).toEqual([]);
    for (const { id } of over) expect(await ends.get(id)).toBe(CANCELLED);
    expect(await statusOf(open)).toEqual(['RUNNING']);
    expect(await statusOf(foreign)).toEqual(['RUNNING']);

    place.workflows.set(open.id, 'TERMINATED').set(foreign.id, 'TERMINATED');
    expect((await sweep()).stopped).toHaveLength(2);
    for (const { id } of [open, foreign]) expect(await ends.get(id)).toBe(CANCELLED);
  });
});

describe('sweep, of what runs left behind', () => {
  it('removes nothing of a run that ended lately, or is under way', async () => {
    const lately = await left.version(newModel());
    const underWay = await left.version(newModel());
    await left.end(lately.run, 'HELD', 6);
    await place.query(
      'UPDATE RUNS SET STARTED_AT = DATEADD(DAY, -20, CURRENT_TIMESTAMP()) WHERE RUN_ID = ?',
      [underWay.run.id],
    );

    expect((await sweep()).removals).toEqual([]);
    expect(await left.of(lately.run)).toEqual(EVERYTHING);
    expect(await left.of(underWay.run)).toEqual(EVERYTHING);
  });

  it('removes all of a run whose version never went live, and says so once', async () => {
    const { run } = await left.version(newModel());
    const rejected = await left.run(newModel());
    await left.end(run, 'HELD', 9);
    await left.end(rejected, 'REJECTED', 8);

    const { removals } = await sweep();

    expect(removals.map(({ runId, removed }) => [runId, removed.length])).toEqual([
      [run.id, 7],
      [rejected.id, 5],
    ]);
    expect(await left.of(run)).toEqual([]);
    expect(await left.of(rejected)).toEqual([]);
    expect((await sweep()).removals).toEqual([]);
    const [row] = await place.query('SELECT REMOVED, KEPT FROM REMOVALS WHERE RUN_ID = ?', [
      run.id,
    ]);
    expect(JSON.parse(row?.['REMOVED'] ?? '')).toEqual(
      removals.find(({ runId }) => runId === run.id)?.removed,
    );
    expect(row?.['KEPT']).toBeNull();
  });

  it('keeps what tests the live version and the five before it, and the functions of all that ever served', async () => {
    const model = newModel();
    const promoted: VersionedRun[] = [];
    for (let version = 1; version <= 7; version += 1) promoted.push(await left.promoted(model));

    const { removals } = await sweep(AT_ONCE);

    expect(removals.map(({ runId }) => runId)).toEqual([promoted[0]?.run.id]);
    const there = await Promise.all(promoted.map(({ run }) => left.of(run)));
    expect(there).toEqual([
      [...FUNCTIONS, 'artifact'],
      ...Array.from({ length: 6 }, () => EVERYTHING),
    ]);
  }, 180_000);

  it('removes the artifacts of the candidates that a version was not made of', async () => {
    const model = newModel();
    const { run } = await left.promoted(model, ['large', 'larger', 'small']);
    await left.promoted(model);
    const filesOf = async (candidate: string) =>
      (await place.query(`LIST ${artifactLocation(run, candidate)}/`)).length;

    const { removals } = await sweep({ ...AT_ONCE, rollbackTargets: 0 });

    const others = ['larger', 'small'].map((name) => `${artifactLocation(run, name)}/`);
    expect(removals.find(({ runId }) => runId === run.id)?.removed).toEqual(
      expect.arrayContaining(others),
    );
    expect(await Promise.all(['large', 'larger', 'small'].map(filesOf))).toEqual([1, 0, 0]);
  }, 120_000);

  it('counts by when a version last served, and waits for a rollback under way', async () => {
    const model = newModel();
    const retention = { ...AT_ONCE, rollbackTargets: 1 };
    const [first, second, third] = [
      await left.promoted(model),
      await left.promoted(model),
      await left.promoted(model),
    ];
    const rollback = await left.rollback(model);

    expect((await sweep(retention)).removals).toEqual([]);
    await left.goLive(first, rollback);
    await left.end(rollback, 'ROLLED_BACK');
    const { removals } = await sweep(retention);

    expect(removals.map(({ runId }) => runId)).toEqual([second.run.id]);
    expect(await left.of(first.run)).toEqual(EVERYTHING);
    expect(await left.of(third.run)).toEqual(EVERYTHING);
  }, 120_000);

  it('asks again right before it removes: a version that goes live meanwhile loses nothing', async () => {
    const model = newModel();
    const retention = { ...AT_ONCE, rollbackTargets: 0 };
    const first = await left.promoted(model);
    const second = await left.promoted(model);
    const rollsBack = once(
      (sql) => sql.includes('"R"."RUN_ID" = ?'),
      async () => {
        const rollback = await left.rollback(model);
        await left.goLive(first, rollback);
        await left.end(rollback, 'ROLLED_BACK');
      },
    );

    const { removals } = await sweep(retention, rollsBack);

    expect(removals).toEqual([]);
    expect(await left.of(first.run)).toEqual(EVERYTHING);
    expect((await sweep(retention)).removals.map(({ runId }) => runId)).toEqual([second.run.id]);
  }, 120_000);

  it('does not touch a candidate that is published while it removes another', async () => {
    const model = newModel();
    const old = await left.version(model);
    await left.end(old.run, 'HELD');
    const candidate = await left.version(model);
    const publishes = once(
      (sql) => sql.startsWith('DROP FUNCTION'),
      async () => {
        await left.goLive(candidate, candidate.run);
        await left.end(candidate.run, 'PROMOTED');
      },
    );

    await sweep(AT_ONCE, publishes);

    expect(await left.of(old.run)).toEqual([]);
    expect(await left.of(candidate.run)).toEqual(EVERYTHING);
    expect((await sweep(AT_ONCE)).removals).toEqual([]);
  }, 120_000);

  it('comes to the same when two do it at once', async () => {
    const made = [await left.version(newModel()), await left.version(newModel())];
    const lost = await left.run(newModel());
    const { ended } = await startEndless(lost);
    for (const { run } of made) await left.end(run, 'HELD');
    place.workflows.set(lost.id, 'TERMINATED');

    const both = await Promise.all([sweep(AT_ONCE), sweep(AT_ONCE)]);

    expect(both.flatMap(({ closed }) => closed)).toMatchObject([{ runId: lost.id }]);
    expect(await ended).toBe(CANCELLED);
    for (const { run } of made) expect(await left.of(run)).toEqual([]);
    expect(both.flatMap(({ problems }) => problems)).toEqual([]);
    expect(both.flatMap(({ removals }) => removals.flatMap(({ kept }) => kept))).toEqual([]);
  });

  it('leaves a function of the version’s name alone that somebody else made', async () => {
    const made = await left.version(newModel());
    await left.createFunction(made.functionName, 'mine');
    await left.end(made.run, 'FAILED', 8);

    await sweep();

    expect(await left.of(made.run)).toEqual(['PREDICT']);
  });
});

describe('sweep, when Snowflake refuses', () => {
  const refusal = new SnowflakeStatementError('insufficient privileges', {
    reaction: 'permanent',
    code: '003001',
    sqlState: '42501',
    queryId: null,
  });

  it('keeps the artifact of a function that stays, goes on with other runs, and tries again after a day', async () => {
    const made = await left.version(newModel());
    const other = await left.version(newModel());
    await left.end(made.run, 'HELD', 9);
    await left.end(other.run, 'HELD', 8);
    const refuses = ({ sql }: Statement) =>
      sql.includes(made.probabilityFunctionName) ? Promise.reject(refusal) : Promise.resolve();

    const { removals } = await sweep(RETENTION, refuses);

    expect(removals[0]?.kept).toEqual([
      { name: made.probabilityFunctionName, reason: 'insufficient privileges' },
    ]);
    expect(await left.of(made.run)).toEqual(['PREDICT', 'artifact']);
    expect(await left.of(other.run)).toEqual([]);
    expect((await sweep()).removals).toEqual([]);
    await place.query('UPDATE REMOVALS SET REMOVED_AT = DATEADD(DAY, -2, REMOVED_AT)');
    await sweep();
    expect(await left.of(made.run)).toEqual([]);
    expect(await place.query('SELECT KEPT FROM REMOVALS WHERE KEPT IS NOT NULL')).toEqual([]);
  });

  it('fails, to be tried again, when it cannot know', async () => {
    const lost = new SnowflakeConnectionError('no answer', {
      reaction: 'retry',
      code: null,
      sqlState: null,
      queryId: null,
    });
    const { run } = await left.version(newModel());
    await left.end(run, 'HELD', 8);

    const swept = sweep(RETENTION, ({ sql }) =>
      sql.startsWith('DROP') ? Promise.reject(lost) : Promise.resolve(),
    );

    await expect(swept).rejects.toThrow('no answer');
    expect((await sweep()).removals).toHaveLength(1);
    expect(await left.of(run)).toEqual([]);
  });
});

describe('recordOutcome', () => {
  it('ends every statement of a run that is cancelled, whoever sent it', async () => {
    const run = await left.run(newModel());
    const other = await left.run(newModel());
    const [cancelled, goesOn] = [await startEndless(run), await startEndless(other)];

    await endRun(place, run, { state: 'CANCELLED', step: 'training' });

    expect(await statusOf(run)).toEqual(['FAILED_WITH_ERROR']);
    expect(await cancelled.ended).toBe(CANCELLED);
    expect(await statusOf(other)).toEqual(['RUNNING']);
    expect(await stateOf(run)).toBe('CANCELLED');
    await endRun(place, other, { state: 'FAILED', step: 'training' });
    expect(await goesOn.ended).toBe(CANCELLED);
  });

  it('closes the run first, and fails when a statement may still be running', async () => {
    const run = await left.run(newModel());
    const { ended } = await startEndless(run);
    const refused = proxy.spoil({
      sql: /SYSTEM\$CANCEL_QUERY/,
      times: Number.POSITIVE_INFINITY,
      answer: { status: 503, body: '' },
    });

    const recorded = endRun(place, run, { state: 'CANCELLED', step: 'training' });

    await expect(recorded).rejects.toThrow('has not ended within 30 s');
    expect(await stateOf(run)).toBe('CANCELLED');
    expect(await sweep()).toMatchObject({
      stopped: [],
      problems: [expect.stringContaining('may still be running')],
    });
    refused.stop();
    // The driver goes on with the calls that it was told to give up, so one of them may have been faster.
    expect((await sweep()).problems).toEqual([]);
    expect(await ended).toBe(CANCELLED);
  }, 180_000);

  it('keeps the scores of a version that went live although its run failed', async () => {
    const made = await left.version(newModel());
    await left.goLive(made, made.run);

    await endRun(place, made.run, { state: 'FAILED', step: 'publication' });

    expect(await left.of(made.run)).toEqual(['FEATURES', ...FUNCTIONS, 'SCORES', 'artifact']);
  });

  it('keeps nothing but the artifact of one that was rejected', async () => {
    const run = await left.run(newModel());
    expect(await left.of(run)).toEqual(WORKED);

    await endRun(place, run, { state: 'REJECTED', step: 'gate' });

    expect(await left.of(run)).toEqual(['artifact']);
    expect(await place.query(`LIST ${artifactLocation(run)}/`)).toHaveLength(1);
  });

  it('keeps what was judged of one that was held', async () => {
    const run = await left.run(newModel());

    await endRun(place, run, { state: 'HELD', step: 'gate' });

    expect(await left.of(run)).toEqual(JUDGED);
    expect(
      await place.query(`SELECT * FROM "${featureTable(run)}", "${scoresTable(run)}"`),
    ).toHaveLength(1);
  });
});
