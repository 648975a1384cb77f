import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';

import { probabilityFunction } from '../../pipeline/object-names.js';
import type { Publication, PublicationInput } from '../../pipeline/publication.js';
import { endRun } from '../support/activity-chain.js';
import { openActivityPlace, type ActivityPlace } from '../support/activity-place.js';
import { Candidates } from '../support/passed-candidate.js';
import { startProber, type Prober } from '../support/prober.js';
import { createCustomers } from '../support/small-model.js';
import { REQUESTS } from '../support/snowflake-requests.js';
import { startSnowflakeProxy, type SnowflakeProxy } from '../support/snowflake-proxy.js';

const FUNCTION = 'PREDICT_CRASHED';
const MODEL = 'crashed';

let proxy: SnowflakeProxy;
let place: ActivityPlace;
let candidates: Candidates;
let prober: Prober;

beforeAll(async () => {
  proxy = await startSnowflakeProxy(inject('localSnowflake').accessUrl);
  place = await openActivityPlace('CRASHES', proxy.accessUrl);
  await createCustomers(place);
  candidates = new Candidates(place);
  await candidates.publish(await candidate());
  const [predict, proba] = [FUNCTION, probabilityFunction(FUNCTION)];
  const sql = `SELECT ${predict}(1.5, 'Year'), ${proba}(1.5, 'Year')`;
  prober = await startProber({ login: place.login, sql });
});
afterAll(async () => {
  const calls = await prober.stop();
  await place.close();
  await proxy.close();
  expect(calls.filter(({ kind }) => kind !== 'answered')).toEqual([]);
});

/** A candidate of the one model of this file, judged against what is live now. */
function candidate(): Promise<PublicationInput> {
  return candidates.passed({ model: MODEL });
}

const killed = new Error('the Worker is killed');

/** An attempt whose Worker dies right before it would send the n-th statement that fits; the next one has another Worker. */
function killedBefore(statement: RegExp, input: PublicationInput, nth = 1): Promise<Publication> {
  let left = nth;
  const attempt = place.run(
    (activities) => activities.publishUdf(input),
    ({ sql }) => {
      if (statement.test(sql)) left -= 1;
      return left === 0 ? Promise.reject(killed) : Promise.resolve();
    },
  );
  return attempt.finally(() => place.restartWorker());
}

/** That a caller who calls now has an answer. */
async function expectAnswered(): Promise<void> {
  expect(await prober.next()).toMatchObject({ kind: 'answered' });
}

/** Which version the ledger calls live, and which the serving functions say they are. */
async function state() {
  const [live] = await place.query('SELECT VERSION, FENCE FROM LIVE_VERSION WHERE MODEL = ?', [
    MODEL,
  ]);
  const rows = await place.query(
    'SELECT COMMENT FROM INFORMATION_SCHEMA.FUNCTIONS WHERE FUNCTION_NAME IN (?, ?)',
    [FUNCTION, probabilityFunction(FUNCTION)],
  );
  const comments = rows.map(({ COMMENT }) => String(COMMENT));
  return { version: Number(live?.['VERSION']), fence: Number(live?.['FENCE']), comments };
}

function served(version: number, fence: number): string[] {
  const comment = JSON.stringify({ ratchet: { model: MODEL, version, fence } });
  return [comment, comment];
}

function promotionsOf({ run }: PublicationInput) {
  return place.query(
    'SELECT VERSION, PREVIOUS_VERSION, FENCE FROM PROMOTIONS WHERE RUN_ID = ? ORDER BY FENCE',
    [run.id],
  );
}

/** That a run has gone live exactly once, and that it is what serves. */
async function expectLive(input: PublicationInput, fence: number): Promise<void> {
  const versions = await place.query('SELECT VERSION FROM MODEL_VERSIONS WHERE RUN_ID = ?', [
    input.run.id,
  ]);
  expect(versions).toHaveLength(1);
  const version = Number(versions[0]?.['VERSION']);
  expect(await promotionsOf(input)).toMatchObject([
    { VERSION: String(version), FENCE: String(fence) },
  ]);
  expect(await state()).toEqual({ version, fence, comments: served(version, fence) });
}

const VERSIONED = /"PREDICT_CRASHED__V\d+_[0-9A-F]+"\(CAST/;
const SERVING = /"PREDICT_CRASHED"\(CAST/;
const SWITCH = /^CALL "RATCHET_SWITCH_/;
const SERVE = /^CALL "RATCHET_SERVE_/;

describe('an evaluation whose Worker is killed', () => {
  it('K0 before the ledger has the evidence comes to the same again', async () => {
    const { verdict: _, evaluation, policyDigest: __, ...input } = await candidate();
    await place.query('DELETE FROM EVIDENCE WHERE RUN_ID = ?', [input.run.id]);

    const again = await place.run((activities) => activities.evaluateCandidate(input));

    expect(again).toEqual({ ...evaluation, queryId: expect.any(String) });
  });
});

describe('a publication whose Worker is killed', () => {
  let input: PublicationInput;
  let before: Awaited<ReturnType<typeof state>>;

  beforeAll(async () => {
    input = await candidate();
    before = await state();
  });

  // Each attempt goes on where the last one died, and dies later: every attempt but the first is one after a crash.
  it.each([
    ['K1 before anything else', /"INFORMATION_SCHEMA"."FUNCTIONS"/, 1],
    ['K1 before it has a version', /^CALL "RATCHET_CLAIM_/, 1],
    ['K2 before its first function', /^CREATE FUNCTION/, 1],
    ['K2 between its functions', /^CREATE FUNCTION/, 2],
    ['K3 before they were compared', VERSIONED, 1],
    ['K5 before the switch', SWITCH, 1],
  ])('%s has changed nothing, and rolls forward', async (_, statement, nth) => {
    await expect(killedBefore(statement, input, nth)).rejects.toThrow(killed);
    expect(await state()).toEqual(before);
    await expectAnswered();
  });

  it.each([
    ['K6 after the switch', /^SELECT "VERSION", "PREVIOUS_VERSION"/, 2],
    ['K7 before the serving names', SERVE, 1],
  ])('%s is live, and rolls forward', async (_, statement, nth) => {
    await expect(killedBefore(statement, input, nth)).rejects.toThrow(killed);
    const after = await state();
    expect(after.fence).toBe(before.fence + 1);
    expect(after.comments).toEqual(before.comments);
    await expectAnswered();
  });

  it('K9 before it had asked the serving names asks them', async () => {
    await expect(killedBefore(SERVING, input)).rejects.toThrow(killed);
    await expectLive(input, before.fence + 1);
    await expectAnswered();
  });

  it('K10 after it was done is done once', async () => {
    const first = await candidates.publish(input);
    expect(first).toMatchObject({
      kind: 'published',
      previousVersion: before.version,
      fence: before.fence + 1,
    });
    await expectLive(input, before.fence + 1);

    expect(await candidates.publish(input)).toEqual({ ...first, queryIds: expect.any(Array) });
    await expectLive(input, before.fence + 1);
  });

  it('K7 and never comes back is finished by restoreServing', async () => {
    const lost = await candidate();
    const { version, fence } = await state();
    await expect(killedBefore(SERVE, lost)).rejects.toThrow(killed);

    const restored = await place.run((activities) => activities.restoreServing());

    expect(restored.map(({ found, problem }) => ({ found, problem }))).toEqual([
      { found: `version ${version} of crashed under fence ${fence}`, problem: null },
      { found: `version ${version} of crashed under fence ${fence}`, problem: null },
    ]);
    await expectLive(lost, fence + 1);
  });
});

/** Loses one connection to Snowflake, before it has the statement or after. */
function losing(sql: RegExp, reset: 'before' | 'after') {
  return proxy.spoil({ request: REQUESTS.submit, sql, times: 1, reset });
}

describe('a publication whose answers are lost', () => {
  it('K2 of a function, K6 of the switch and K8 of the serving names goes live once', async () => {
    const input = await candidate();
    const { fence } = await state();
    const lost = [/^CREATE FUNCTION/, SWITCH, SERVE].map((sql) => losing(sql, 'after'));

    expect(await candidates.publish(input)).toMatchObject({ kind: 'published', fence: fence + 1 });
    expect(lost.map(({ hits }) => hits)).toEqual([1, 1, 1]);
    await expectLive(input, fence + 1);
  });

  it('K6 and whose switch was not made makes it', async () => {
    const input = await candidate();
    const { fence } = await state();
    const lost = losing(SWITCH, 'before');

    expect(await candidates.publish(input)).toMatchObject({ kind: 'published', fence: fence + 1 });
    expect(lost.hits).toBe(1);
    await expectLive(input, fence + 1);
  });
});

describe('a publication that nobody expects any more', () => {
  it('K12 serves the newer version when its CALL comes late', async () => {
    const old = await candidate();
    const { fence } = await state();
    const held = proxy.hold({ sql: SERVE });
    const late = candidates.publish(old);
    const call = await held;
    const newer = await candidate();
    await candidates.publish(newer);

    call.release();

    expect(await late).toMatchObject({ kind: 'published', fence: fence + 1 });
    await expectLive(newer, fence + 2);
  });

  it('K6 does not switch when a second attempt did', async () => {
    const input = await candidate();
    const { fence } = await state();
    const held = proxy.hold({ sql: SWITCH });
    const zombie = candidates.publish(input);
    const call = await held;
    await candidates.publish(input);

    call.release();

    expect(await zombie).toMatchObject({ kind: 'published', fence: fence + 1 });
    await expectLive(input, fence + 1);
  });

  it('never goes live when its run was closed before the switch', async () => {
    const input = await candidate();
    const before = await state();
    const held = proxy.hold({ sql: SWITCH });
    const late = candidates.publish(input);
    const call = await held;
    await endRun(place, input.run, { state: 'CANCELLED', step: 'publication' });

    call.release();

    await expect(late).rejects.toMatchObject({ type: 'RunClosed' });
    expect(await state()).toEqual(before);
    expect(await promotionsOf(input)).toEqual([]);
  });
});

describe('a sweep during a publication', () => {
  const retention = { afterEndMs: 0, rollbackTargets: 1, unknownWorkflowMs: 1e9 };
  const sweep = () => place.run((activities) => activities.sweep({ retention }));

  it('K14 removes neither what is live, nor the one before, nor what is in flight', async () => {
    // With artifacts of their own, so that one that is removed is missed.
    const trained = () => candidates.trained({ model: MODEL });
    for (let version = 0; version < 2; version += 1) await candidates.publish(await trained());
    const input = await trained();
    const { version, fence } = await state();
    await place.query(
      `UPDATE RUNS SET STATE = 'PROMOTED', ENDED_AT = CURRENT_TIMESTAMP() WHERE RUN_ID IN ` +
        '(SELECT RUN_ID FROM MODEL_VERSIONS WHERE MODEL = ? AND VERSION BETWEEN ? AND ?)',
      [MODEL, version - 2, version],
    );
    const removed: number[] = [];

    const publication = await place.run(
      (activities) => activities.publishUdf(input),
      async ({ sql }) => {
        if (!SWITCH.test(sql) && !SERVE.test(sql) && !SERVING.test(sql)) return;
        removed.push((await sweep()).removals.length);
      },
    );

    expect(removed).toHaveLength(3);
    expect(Math.max(...removed)).toBeGreaterThan(0);
    expect(publication).toMatchObject({ kind: 'published', previousVersion: version });
    await expectLive(input, fence + 1);
    const [before] = await place.query(
      'SELECT FUNCTION_NAME FROM MODEL_VERSIONS WHERE MODEL = ? AND VERSION = ?',
      [MODEL, version],
    );
    const [row] = await place.query(`SELECT "${before?.['FUNCTION_NAME']}"(1.5, 'Year') AS P`);
    expect(row?.['P']).toMatch(/^[01]/);
  }, 180_000);

  it('K14 that finds the Workflow terminated keeps its run from going live', async () => {
    const input = await candidate();
    const before = await state();
    const held = proxy.hold({ sql: SWITCH });
    const late = candidates.publish(input);
    const call = await held;
    place.workflows.set(input.run.id, 'TERMINATED');
    expect((await sweep()).closed).toMatchObject([{ runId: input.run.id, state: 'TERMINATED' }]);

    call.release();

    await expect(late).rejects.toMatchObject({ type: 'RunClosed' });
    expect(await state()).toEqual(before);
  });
});

describe('publications at the same time', () => {
  it('P1 with the same expected fence: one goes live, the other is superseded', async () => {
    const both = [await candidate(), await candidate()];
    const { fence } = await state();

    const kinds = await Promise.all(both.map((input) => candidates.publish(input)));

    expect(kinds.map(({ kind }) => kind).toSorted()).toEqual(['published', 'superseded']);
    const winner = both[kinds.findIndex(({ kind }) => kind === 'published')];
    if (winner === undefined) throw new Error('nobody won');
    await expectLive(winner, fence + 1);
  });
});
