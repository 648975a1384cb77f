import { afterAll, beforeAll, describe, expect, it } from 'vitest';

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
