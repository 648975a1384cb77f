import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { textDigest } from '../../activities/content-digest.js';
import { otherHoldOut } from '../../activities/gate/hold-outs.js';
import { readLooks } from '../../activities/ledger/looks.js';
import { LedgerTables } from '../../activities/ledger/ledger-tables.js';
import { openLedger } from '../../activities/ledger/open-ledger.js';
import type { Evidence } from '../../pipeline/evidence.js';
import type { ModelSpec } from '../../pipeline/model-spec.js';
import { newRun, openActivityPlace, type ActivityPlace } from '../support/activity-place.js';
import { evidenceWith } from '../support/evidence.js';
import { requestWith } from '../support/retraining-request.js';

let place: ActivityPlace;
const { spec, codeDigest, policyDigest } = requestWith();
const OWN = { salt: 'ratchet', test: 0.2 };
const OCTOBER = { salt: 'ratchet@2026-10', test: 0.2 };
const NOVEMBER = { salt: 'ratchet@2026-11', test: 0.2 };
const SELF_REPORTED = { source: 'self-reported', metrics: { accuracy: 0.99 } } as const;
const runs: Record<string, string> = {};

/** Writes the evidence of a run that was judged. */
async function judged(changes: Partial<Evidence>, model = 'telco-churn'): Promise<string> {
  const { id } = newRun();
  const text = JSON.stringify(evidenceWith({ runId: id, ...changes }));
  await place.query('INSERT INTO EVIDENCE SELECT ?, ?, ?, ?, CURRENT_TIMESTAMP()', [
    id,
    model,
    text,
    textDigest(text),
  ]);
  return id;
}

beforeAll(async () => {
  place = await openActivityPlace('LOOKS');
  await place.withWarehouse(newRun(), (warehouse) =>
    openLedger(new LedgerTables(), warehouse, newRun(), { codeDigest, policyDigest }),
  );
  await judged({});
  await judged({ holdOut: OWN });
  await judged({ holdOut: { ...OWN, test: 0.1 } });
  runs['october'] = await judged({ holdOut: OCTOBER });
  await judged({ holdOut: OCTOBER });
  await judged({ holdOut: OCTOBER, candidate: SELF_REPORTED });
  await judged({ holdOut: OCTOBER }, 'another-model');
});
afterAll(() => place.close());

function looksOf(holdOut: { salt: string; test: number }, id = newRun().id): Promise<number> {
  return place.withWarehouse(newRun(), (warehouse) =>
    readLooks(warehouse, { id, model: 'telco-churn' }, holdOut),
  );
}

describe('readLooks', () => {
  it('counts what other runs of the model judged on the same hold-out', async () => {
    expect(await looksOf(OCTOBER)).toBe(2);
    expect(await looksOf(OCTOBER, runs['october'])).toBe(1);
    expect(await looksOf(NOVEMBER)).toBe(0);
    expect(await looksOf({ ...OWN, test: 0.1 })).toBe(2);
  });

  it('takes evidence that names no hold-out for the only one that there was', async () => {
    expect(await looksOf(OWN)).toBe(2);
  });
});

const older = evidenceWith({});
const october = evidenceWith({ holdOut: OCTOBER });
const other = (
  champion: Evidence,
  own: { salt: string; test: number },
  split: Partial<ModelSpec['split']> = {},
) => otherHoldOut(champion, { split: { ...spec.split, ...split } }, own);

describe('otherHoldOut', () => {
  it('is that of the live version when its split was another one', () => {
    expect(other(october, NOVEMBER)).toEqual(OCTOBER);
    expect(other(october, OCTOBER)).toBeNull();
  });

  it('is another one when less was held out with the same salt, and none when more was', () => {
    expect(other(october, { ...OCTOBER, test: 0.3 })).toEqual(OCTOBER);
    expect(other(october, { ...OCTOBER, test: 0.1 })).toBeNull();
  });

  it('was the split of the model file before evidence said so', () => {
    expect(other(older, OWN)).toBeNull();
    expect(other(older, NOVEMBER, { rotate: 'monthly' })).toEqual(OWN);
  });
});
