import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';

import { scoresTable } from '../../pipeline/object-names.js';
import type { PublicationInput } from '../../pipeline/publication.js';
import type { Restored } from '../../pipeline/restored.js';
import { openActivityPlace, type ActivityPlace } from '../support/activity-place.js';
import { Candidates } from '../support/passed-candidate.js';
import { createCustomers } from '../support/small-model.js';

let place: ActivityPlace;
let candidates: Candidates;

beforeAll(async () => {
  place = await openActivityPlace('RESTORING');
  await createCustomers(place);
  candidates = new Candidates(place);
});
afterAll(() => place.close());
afterEach(() => place.query('DELETE FROM LIVE_VERSION'));

function restore(): Promise<readonly Restored[]> {
  return place.run((activities) => activities.restoreServing());
}

async function published(): Promise<PublicationInput> {
  const input = await candidates.passed();
  await candidates.publish(input);
  return input;
}

/** The serving function of a published model, as a call with its own arguments would find it. */
function signature({ spec }: PublicationInput): string {
  return `${spec.publication.function}(FLOAT, VARCHAR)`;
}

async function answer({ spec }: PublicationInput): Promise<string | null | undefined> {
  const [row] = await place.query(`SELECT ${spec.publication.function}(1.5, 'Year') AS P`);
  return row?.['P'];
}

function restorations({ run }: PublicationInput) {
  return place.query(
    'SELECT VERSION, FENCE, FUNCTION_NAME, FOUND FROM RESTORATIONS WHERE MODEL = ?',
    [run.model],
  );
}

describe('restoreServing', () => {
  it('leaves functions alone that are what the ledger says', async () => {
    const input = await published();
    const createdAt = () =>
      place.query('SELECT CREATED FROM INFORMATION_SCHEMA.FUNCTIONS WHERE FUNCTION_NAME = ?', [
        input.spec.publication.function,
      ]);
    const before = await createdAt();

    expect(await restore()).toEqual([]);
    expect(await createdAt()).toEqual(before);
    expect(await restorations(input)).toEqual([]);
  });

  it('serves a function anew that somebody dropped', async () => {
    const input = await published();
    const { function: functionName } = input.spec.publication;
    const answered = await answer(input);
    await place.query(`DROP FUNCTION ${signature(input)}`);

    const found = 'no function';
    const restored = { model: input.run.model, version: 1, fence: 1, functionName, found };
    expect(await restore()).toEqual([{ ...restored, problem: null }]);
    expect(await answer(input)).toBe(answered);
    expect(await restorations(input)).toEqual([
      { VERSION: '1', FENCE: '1', FUNCTION_NAME: functionName, FOUND: found },
    ]);
    expect(await restore()).toEqual([]);
  });

  it('replaces a function that somebody put in its place', async () => {
    const input = await published();
    await place.query(
      `CREATE OR REPLACE FUNCTION ${input.spec.publication.function}_PROBA(CHARGES FLOAT, CONTRACT VARCHAR) ` +
        `RETURNS FLOAT COMMENT = 'mine' AS '7::FLOAT'`,
    );

    expect(await restore()).toMatchObject([
      {
        functionName: `${input.spec.publication.function}_PROBA`,
        found: 'a function that Ratchet did not make',
        problem: null,
      },
    ]);
    expect(await restore()).toEqual([]);
  });
});

describe('restoreServing, when something stands in its way', () => {
  it('tells the problem of one model and restores the others', async () => {
    const [broken, sound] = [await published(), await published()];
    const [row] = await place.query('SELECT FUNCTION_NAME FROM MODEL_VERSIONS WHERE MODEL = ?', [
      broken.run.model,
    ]);
    await place.query(`DROP FUNCTION "${row?.['FUNCTION_NAME']}"(FLOAT, VARCHAR)`);
    for (const input of [broken, sound]) await place.query(`DROP FUNCTION ${signature(input)}`);

    const restored = await restore();

    expect(restored).toMatchObject([
      { model: broken.run.model, problem: expect.stringContaining('Unknown function') },
      { model: sound.run.model, problem: null },
    ]);
    expect(await restorations(broken)).toEqual([]);
  });

  it('leaves the function of another model alone', async () => {
    const input = await published();
    const comment = JSON.stringify({ ratchet: { model: 'other', version: 1, fence: 1 } });
    await place.query(
      `CREATE OR REPLACE FUNCTION ${input.spec.publication.function}(CHARGES FLOAT, CONTRACT VARCHAR) ` +
        `RETURNS FLOAT COMMENT = '${comment}' AS '7::FLOAT'`,
    );

    expect(await restore()).toMatchObject([
      {
        found: 'version 1 of other under fence 1',
        problem: expect.stringContaining('serves the model other'),
      },
    ]);
    expect(await answer(input)).toBe('7');
  });

  it('tells when what it restored does not answer as it was judged', async () => {
    const input = await published();
    await place.query(`DROP FUNCTION ${signature(input)}`);
    await place.query(
      `UPDATE "${scoresTable(input.run)}" SET RATCHET_PREDICTION = 1 - RATCHET_PREDICTION`,
    );

    expect(await restore()).toMatchObject([
      { problem: expect.stringContaining('does not answer as the model did when it was judged') },
    ]);
    expect(await restorations(input)).toHaveLength(1);
  });

  it('knows the serving names of a ledger that did not write them down', async () => {
    const input = await published();
    await place.query('ALTER TABLE LIVE_VERSION DROP COLUMN SERVING_FUNCTION');
    place.restartWorker();

    expect(await restore()).toEqual([]);
    expect(
      await place.query('SELECT SERVING_FUNCTION FROM LIVE_VERSION WHERE MODEL = ?', [
        input.run.model,
      ]),
    ).toEqual([{ SERVING_FUNCTION: input.spec.publication.function }]);
  });
});
