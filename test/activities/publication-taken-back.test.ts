import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import type { Publication, PublicationInput } from '../../pipeline/publication.js';
import { openActivityPlace, type ActivityPlace } from '../support/activity-place.js';
import { Candidates } from '../support/passed-candidate.js';
import { startProber } from '../support/prober.js';
import { createCustomers } from '../support/small-model.js';

let place: ActivityPlace;
let candidates: Candidates;

beforeAll(async () => {
  place = await openActivityPlace('TAKEN_BACK');
  await createCustomers(place);
  candidates = new Candidates(place);
});
afterAll(() => place.close());

const killed = new Error('the Worker is killed');

/** Publishes, with something done to the warehouse right before the serving names are asked. */
function publishSpoilt(
  input: PublicationInput,
  spoil: string,
  killedAt?: (sql: string, switches: number) => boolean,
): Promise<Publication> {
  const serving = `"${input.spec.publication.function}"(CAST`;
  let switches = 0;
  return place.run(
    (activities) => activities.publishUdf(input),
    async ({ sql }) => {
      if (sql.includes(serving)) await place.query(spoil);
      if (sql.startsWith('CALL "RATCHET_SWITCH_')) switches += 1;
      if (killedAt?.(sql, switches) === true) throw killed;
    },
  );
}

/** A function of the right name and arguments that answers wrongly, as if it were Ratchet's. */
function wrongFunction({ run, spec }: PublicationInput, version: number, fence: number): string {
  const comment = JSON.stringify({ ratchet: { model: run.model, version, fence } });
  return (
    `CREATE OR REPLACE FUNCTION ${spec.publication.function}(CHARGES FLOAT, CONTRACT VARCHAR) ` +
    `RETURNS FLOAT COMMENT = '${comment}' AS '0.5::FLOAT'`
  );
}

async function live({ run }: PublicationInput) {
  const [row] = await place.query('SELECT VERSION, FENCE FROM LIVE_VERSION WHERE MODEL = ?', [
    run.model,
  ]);
  return { version: Number(row?.['VERSION']), fence: Number(row?.['FENCE']) };
}

async function comment({ spec }: PublicationInput): Promise<unknown> {
  const [row] = await place.query(
    'SELECT COMMENT FROM INFORMATION_SCHEMA.FUNCTIONS WHERE FUNCTION_NAME = ?',
    [spec.publication.function],
  );
  return JSON.parse(row?.['COMMENT'] ?? 'null');
}

function answersOf({ spec }: PublicationInput) {
  return place.query(`SELECT ${spec.publication.function}(CHARGES, CONTRACT) AS P FROM CUSTOMERS`);
}

function promotions({ run }: PublicationInput) {
  return place.query(
    'SELECT VERSION, PREVIOUS_VERSION, FENCE, REASON FROM PROMOTIONS WHERE RUN_ID = ? ORDER BY FENCE',
    [run.id],
  );
}

/** That the version before serves again, and that the ledger says why. */
async function expectTakenBack(input: PublicationInput): Promise<void> {
  expect(await live(input)).toEqual({ version: 1, fence: 3 });
  expect(await comment(input)).toEqual({
    ratchet: { model: input.run.model, version: 1, fence: 3 },
  });
  expect(await promotions(input)).toEqual([
    { VERSION: '2', PREVIOUS_VERSION: '1', FENCE: '2', REASON: input.run.reason },
    {
      VERSION: '1',
      PREVIOUS_VERSION: '2',
      FENCE: '3',
      REASON: expect.stringContaining('did not serve version 2 as it should, so version 1 serves'),
    },
  ]);
}

describe('K9 a switch after which the serving name answers wrongly', () => {
  it('is taken back: callers have the version before, and the run fails', async () => {
    const { second } = await candidates.second();
    const before = await answersOf(second);

    const publication = publishSpoilt(second, wrongFunction(second, 2, 2));

    await expect(publication).rejects.toMatchObject({ type: 'ParityMismatch' });
    await expect(publication).rejects.toThrow('version 1 serves again');
    await expectTakenBack(second);
    expect(await answersOf(second)).toEqual(before);
  });

  it('is taken back when the serving name cannot be called at all', async () => {
    const { second } = await candidates.second();
    const drop = `DROP FUNCTION ${second.spec.publication.function}(FLOAT, VARCHAR)`;

    await expect(publishSpoilt(second, drop)).rejects.toMatchObject({ type: 'ParityMismatch' });
    await expectTakenBack(second);
  });

  it('stays taken back when the Activity is tried again', async () => {
    const { second } = await candidates.second();
    await expect(publishSpoilt(second, wrongFunction(second, 2, 2))).rejects.toThrow();

    await expect(candidates.publish(second)).rejects.toMatchObject({ type: 'ParityMismatch' });
    await expectTakenBack(second);
  });

  it.each([
    ['before it was taken back', (sql: string, n: number) => n === 2 && sql.startsWith('CALL')],
    [
      'K11 before the version before serves',
      (sql: string, n: number) => n === 2 && sql.startsWith('CALL "RATCHET_SERVE_'),
    ],
  ])('and whose Worker is killed %s converges', async (when, killedAt) => {
    const { second } = await candidates.second();
    const probe = `SELECT ${second.spec.publication.function}(1.5, 'Year')`;
    const prober = await startProber({ login: place.login, sql: probe });

    await expect(publishSpoilt(second, wrongFunction(second, 2, 2), killedAt)).rejects.toThrow(
      killed,
    );
    const again = candidates.publish(second);

    if (when.startsWith('K11')) {
      await expect(again).rejects.toMatchObject({ type: 'ParityMismatch' });
      await expectTakenBack(second);
    } else {
      // Nothing was taken back, so the switch stands, and the next attempt serves it anew.
      expect(await again).toMatchObject({ kind: 'published', version: 2, fence: 2 });
      expect(await live(second)).toEqual({ version: 2, fence: 2 });
    }
    const calls = await prober.stop();
    expect(calls.filter(({ kind }) => kind !== 'answered')).toEqual([]);
  });

  it('stays when no version was before', async () => {
    const first = await candidates.passed();

    await expect(publishSpoilt(first, wrongFunction(first, 1, 1))).rejects.toMatchObject({
      type: 'ParityMismatch',
    });
    expect(await live(first)).toEqual({ version: 1, fence: 1 });
    expect(await promotions(first)).toHaveLength(1);
  });
});

describe('P5 a ledger with two live rows of a model', () => {
  it('stops a publication for good and leaves functions and rows alone', async () => {
    const { second } = await candidates.second();
    const before = await comment(second);
    const { model } = second.run;
    const rows = () =>
      place.query('SELECT VERSION, FENCE, RUN_ID FROM LIVE_VERSION WHERE MODEL = ?', [model]);
    await place.query('INSERT INTO LIVE_VERSION SELECT * FROM LIVE_VERSION WHERE MODEL = ?', [
      model,
    ]);
    const corrupt = await rows();

    await expect(candidates.publish(second)).rejects.toMatchObject({ type: 'LedgerCorrupt' });
    expect(await comment(second)).toEqual(before);
    expect(await promotions(second)).toEqual([]);
    expect(await rows()).toEqual(corrupt);
    await place.query('DELETE FROM LIVE_VERSION WHERE MODEL = ?', [model]);
  });
});
