import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';

import { LedgerTables } from '../../activities/ledger/ledger-tables.js';
import { openLedger } from '../../activities/ledger/open-ledger.js';
import { selectTraining } from '../../activities/ledger/training-statements.js';
import type { Bind } from '../../activities/snowflake/statement.js';
import { artifactLocation } from '../../pipeline/object-names.js';
import type { Run } from '../../pipeline/run.js';
import type { TrainingInput } from '../../pipeline/training.js';
import { endRun, untilTraining } from '../support/activity-chain.js';
import { newRun, openActivityPlace, type ActivityPlace } from '../support/activity-place.js';
import { HeldTraining } from '../support/held-training.js';
import { createCustomers } from '../support/small-model.js';

const tables = new LedgerTables();
let place: ActivityPlace;
/** What comes before a training; its feature table does for all. */
let prepared: TrainingInput;
let training: HeldTraining;
let run: Run;
let input: TrainingInput;

beforeAll(async () => {
  place = await openActivityPlace('TRAINING_FENCE');
  await createCustomers(place);
  const first = new HeldTraining();
  prepared = await untilTraining(place, newRun('small-churn'), first.request);
  first.close();
});
afterAll(() => place.close());

beforeEach(async () => {
  training = new HeldTraining();
  const { spec, codeDigest, policyDigest } = training.request;
  run = newRun(spec.name);
  input = { ...prepared, run, spec };
  await place.withWarehouse(run, (warehouse) =>
    openLedger(tables, warehouse, run, { codeDigest, policyDigest }),
  );
});
afterEach(() => training.close());

/** An attempt that knows of no other: it sends a CALL of its own. */
function train() {
  return place.run((activities) => activities.trainCandidate(input));
}

async function ledgerRow() {
  const [row] = await place.query('SELECT FENCE, RESULT FROM TRAININGS WHERE RUN_ID = ?', [run.id]);
  return row;
}

function setState(state: string) {
  return place.query('UPDATE RUNS SET STATE = ? WHERE RUN_ID = ?', [state, run.id]);
}

/** The folders of a run's artifacts: one for each training that got so far. */
async function artifacts(): Promise<readonly string[]> {
  const files = await place.query(`LIST ${artifactLocation(run)}/`);
  return [...new Set(files.map((row) => row['name']?.split('/').at(-2) ?? ''))];
}

describe('two trainings of one run', () => {
  it('have one effect when both execute at once, and both attempts get it', async () => {
    const older = train();
    await training.begun(1);
    const newer = await train();
    training.goOn();

    expect(await older).toEqual({ ...newer, queryId: (await older).queryId });
    expect(training.count).toBe(2);
    expect(await artifacts()).toHaveLength(2);
    const row = await ledgerRow();
    expect(row?.['FENCE']).toBe('2');
    expect(JSON.parse(row?.['RESULT'] ?? '')).toMatchObject({
      artifact: newer.artifact,
      artifactSha256: newer.artifactSha256,
    });
  });

  it('train once when the second CALL comes after the result of the first', async () => {
    training.goOn();
    const first = await train();
    const second = await train();

    expect(training.count).toBe(1);
    expect(second).toEqual({ ...first, queryId: second.queryId });
    expect(second.queryId).not.toBe(first.queryId);
  });

  it('leave no result of the one whose fence was taken while it trained', async () => {
    const older = train();
    await training.begun(1);
    await place.query('UPDATE TRAININGS SET FENCE = FENCE + 1 WHERE RUN_ID = ?', [run.id]);
    training.goOn();

    await expect(older).rejects.toMatchObject({ type: 'Fenced', reaction: 'retry' });
    expect(await ledgerRow()).toEqual({ FENCE: '2', RESULT: null });
    // What the next attempt of the same Activity does.
    const next = await train();
    expect(await ledgerRow()).toMatchObject({ FENCE: '3' });
    expect(await artifacts()).toContain(next.artifactSha256);
  });
});

describe('the fence', () => {
  it('goes to one of two attempts that take it at once; the other one looks again', async () => {
    const call = await callOf(input);
    expect(JSON.parse(String(call.binds[0]))).toMatchObject({ fence: 1 });
    const late = place.run(
      (activities) => activities.trainCandidate(input),
      async ({ sql }) => {
        if (sql.startsWith('MERGE INTO "TRAININGS"')) await callOf(input);
      },
    );

    await expect(late).rejects.toMatchObject({ name: 'TrainingOvertaken', reaction: 'retry' });
    expect(await ledgerRow()).toEqual({ FENCE: '2', RESULT: null });
    expect(training.count).toBe(0);
  });

  it('is not taken for a run that is closed in between', async () => {
    const late = place.run(
      (activities) => activities.trainCandidate(input),
      async ({ sql }) => {
        if (sql.startsWith('MERGE INTO "TRAININGS"')) await setState('CANCELLED');
      },
    );

    await expect(late).rejects.toMatchObject({ type: 'Fenced' });
    expect(await ledgerRow()).toBeUndefined();
  });
});

describe('a run that the ledger has closed', () => {
  it('is not trained: no CALL is sent', async () => {
    await endRun(place, run, { state: 'CANCELLED', step: 'training' });

    await expect(train()).rejects.toMatchObject({ name: 'StepProblem', type: 'Fenced' });
    await expect(train()).rejects.toThrow(
      `The ledger closed run ${run.id} as CANCELLED: nothing of it counts any more.`,
    );
    expect(training.count).toBe(0);
    expect(await ledgerRow()).toBeUndefined();
  });

  it('gets no result of a training that was under way', async () => {
    const late = train();
    await training.begun(1);
    await setState('CANCELLED');
    training.goOn();

    await expect(late).rejects.toMatchObject({ name: 'StepProblem', type: 'Fenced' });
    expect(await ledgerRow()).toEqual({ FENCE: '1', RESULT: null });
  });

  it('is not trained by a CALL that was sent before and starts after', async () => {
    const { sql, binds } = await callOf(input);
    await setState('TERMINATED');

    await expect(place.query(sql, binds)).rejects.toThrow('RATCHET_FENCED: run ');
    expect(training.count).toBe(0);
    expect(await ledgerRow()).toEqual({ FENCE: '1', RESULT: null });
  });
});

/** The CALL of a training with the fence that was taken for it; the attempt dies before it can send it. */
async function callOf(of: TrainingInput): Promise<{ sql: string; binds: readonly Bind[] }> {
  const calls: { sql: string; binds: readonly Bind[] }[] = [];
  const died = place.run(
    (activities) => activities.trainCandidate(of),
    async ({ sql, bindsWhenSent }) => {
      if (bindsWhenSent === undefined) return;
      calls.push({ sql, binds: await bindsWhenSent() });
      throw new Error('the Worker died');
    },
  );
  await expect(died).rejects.toThrow('the Worker died');
  const [call] = calls;
  if (call === undefined) throw new Error('no CALL was to be sent');
  return call;
}

describe('a training that succeeded', () => {
  it.each([
    ['is gone', 'DELETE FROM TRAININGS WHERE RUN_ID = ?', 'ResultMissing'],
    ['was removed', 'UPDATE TRAININGS SET RESULT = NULL WHERE RUN_ID = ?', 'ResultMissing'],
    ['is no result', `UPDATE TRAININGS SET RESULT = '{}' WHERE RUN_ID = ?`, 'SnowflakeRows'],
    ['is no JSON', `UPDATE TRAININGS SET RESULT = 'x' WHERE RUN_ID = ?`, 'SnowflakeRows'],
  ])('fails with a type when its result %s', async (_, change, type) => {
    training.goOn();
    const trained = place.run(
      (activities) => activities.trainCandidate(input),
      async ({ sql }) => {
        if (sql === selectTraining({ run }).sql && training.count === 1)
          await place.query(change, [run.id]);
      },
    );

    await expect(trained).rejects.toMatchObject({ type });
  });
});
