import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import type { Publication, PublicationInput } from '../../pipeline/publication.js';
import { openActivityPlace, type ActivityPlace } from '../support/activity-place.js';
import { Candidates } from '../support/passed-candidate.js';
import { startProber } from '../support/prober.js';
import { createCustomers } from '../support/small-model.js';

const MODEL = 'taken-back';

let place: ActivityPlace;
let candidates: Candidates;

beforeAll(async () => {
  place = await openActivityPlace('TAKEN_BACK');
  await createCustomers(place);
  candidates = new Candidates(place);
  await candidates.publish(await candidates.passed({ model: MODEL }));
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

/** The next candidate of the model, which answers otherwise than what is live, and what is live. */
async function nextCandidate() {
  const input = await candidates.passed({ model: MODEL, c: 0.0001 });
  const before = await live(input);
  const [last] = await place.query('SELECT LAST_VERSION FROM LIVE_VERSION WHERE MODEL = ?', [
    MODEL,
  ]);
  const next = { version: Number(last?.['LAST_VERSION']) + 1, fence: before.fence + 1 };
  return { input, before, next, wrong: wrongFunction(input, next.version, next.fence) };
}

type Next = Awaited<ReturnType<typeof nextCandidate>>;

/** That the version before serves again, and that the ledger says why. */
async function expectTakenBack({ input, before, next }: Next): Promise<void> {
  const back = { version: before.version, fence: next.fence + 1 };
  expect(await live(input)).toEqual(back);
  expect(await comment(input)).toEqual({ ratchet: { model: input.run.model, ...back } });
  const [old, tried] = [String(before.version), String(next.version)];
  expect(await promotions(input)).toEqual([
    {
      VERSION: tried,
      PREVIOUS_VERSION: old,
      FENCE: String(next.fence),
      REASON: input.run.reason,
    },
    {
      VERSION: old,
      PREVIOUS_VERSION: tried,
      FENCE: String(back.fence),
      REASON: expect.stringContaining(
        `did not serve version ${tried} as it should, so version ${old} serves`,
      ),
    },
  ]);
}

describe('K9 a switch after which the serving name answers wrongly', () => {
  it('is taken back: callers have the version before, the run fails, and fails again when it is tried again', async () => {
    const next = await nextCandidate();
    const answers = await answersOf(next.input);

    const publication = publishSpoilt(next.input, next.wrong);

    await expect(publication).rejects.toMatchObject({ type: 'ParityMismatch' });
    await expect(publication).rejects.toThrow(`version ${next.before.version} serves again`);
    await expectTakenBack(next);
    expect(await answersOf(next.input)).toEqual(answers);
    await expect(candidates.publish(next.input)).rejects.toMatchObject({ type: 'ParityMismatch' });
    await expectTakenBack(next);
  });

  it('is taken back when the serving name cannot be called at all', async () => {
    const next = await nextCandidate();
    const drop = `DROP FUNCTION ${next.input.spec.publication.function}(FLOAT, VARCHAR)`;

    await expect(publishSpoilt(next.input, drop)).rejects.toMatchObject({ type: 'ParityMismatch' });
    await expectTakenBack(next);
  });

  it.each([
    [
      'K11 before the version before serves',
      (sql: string, n: number) => n === 2 && sql.startsWith('CALL "RATCHET_SERVE_'),
    ],
    ['before it was taken back', (sql: string, n: number) => n === 2 && sql.startsWith('CALL')],
  ])('and whose Worker is killed %s converges', async (when, killedAt) => {
    const next = await nextCandidate();
    const { input } = next;
    const probe = `SELECT ${input.spec.publication.function}(1.5, 'Year')`;
    const prober = await startProber({ login: place.login, sql: probe });

    await expect(publishSpoilt(input, next.wrong, killedAt)).rejects.toThrow(killed);
    const again = candidates.publish(input);

    if (when.startsWith('K11')) {
      await expect(again).rejects.toMatchObject({ type: 'ParityMismatch' });
      await expectTakenBack(next);
    } else {
      // Nothing was taken back, so the switch stands, and the next attempt serves it anew.
      expect(await again).toMatchObject({ kind: 'published', ...next.next });
      expect(await live(input)).toEqual(next.next);
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
    const { input: second } = await nextCandidate();
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
