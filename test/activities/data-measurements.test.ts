import { randomUUID } from 'node:crypto';

import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { textDigest } from '../../activities/content-digest.js';
import { readColumns } from '../../activities/describe-table.js';
import { measureData } from '../../activities/features/measure-data.js';
import { splitOf } from '../../activities/split.js';
import { LedgerTables } from '../../activities/ledger/ledger-tables.js';
import { openLedger } from '../../activities/ledger/open-ledger.js';
import { agesOf, type DataMeasurements } from '../../pipeline/data-measurements.js';
import type { Evidence } from '../../pipeline/evidence.js';
import { gatePolicySchema } from '../../pipeline/gate-policy.js';
import { judgeData } from '../../pipeline/judge-data.js';
import { newRun, openActivityPlace, type ActivityPlace } from '../support/activity-place.js';
import { evidenceWith } from '../support/evidence.js';
import { requestWith } from '../support/retraining-request.js';

let place: ActivityPlace;
const { spec, codeDigest, policyDigest } = requestWith();
const CUSTOMERS = 400;

beforeAll(async () => {
  place = await openActivityPlace('MEASURED');
  await place.withWarehouse(newRun(), (warehouse) =>
    openLedger(new LedgerTables(), warehouse, newRun(), { codeDigest, policyDigest }),
  );
  await place.query(
    'CREATE TABLE STG AS SELECT TO_VARCHAR(SEQ4()) AS CUSTOMERID, IFF(MOD(SEQ4(), 3) = 0, 1, 0) AS CHURNVALUE, ' +
      `SEQ4() * 0.5 AS CHARGES, IFF(MOD(SEQ4(), 4) = 0, NULL, SEQ4()) AS TENURE, ` +
      `IFF(SEQ4() < 3, 'NaN'::FLOAT, SEQ4()) AS RATIO, ` +
      `IFF(SEQ4() < 5, 'Week', IFF(MOD(SEQ4(), 2) = 0, 'Month', 'Year')) AS CONTRACT, ` +
      `MOD(SEQ4(), 5) = 0 AS PARTNER FROM TABLE(GENERATOR(ROWCOUNT => ${CUSTOMERS}))`,
  );
  await place.query(
    'CREATE TABLE TIMES AS SELECT ' +
      'DATEADD(hour, -30, SYSDATE()) AS NTZ, ' +
      'DATEADD(hour, -30, CURRENT_TIMESTAMP()) AS LTZ, ' +
      'DATEADD(day, -3, SYSDATE()::DATE) AS DAY, ' +
      'NULL::TIMESTAMP_NTZ AS NEVER, 5 AS YEARS ' +
      "UNION ALL SELECT DATEADD(day, 900, SYSDATE()), DATEADD(day, -40, CURRENT_TIMESTAMP()), '2999-12-31'::DATE, NULL, 6",
  );
});
afterAll(() => place.close());

const STAGED = ['customers', 'times'].map((source) => ({
  source,
  table: source === 'customers' ? 'STG' : 'TIMES',
  columns: [],
  rows: 0,
  fingerprint: '',
}));

function policyOf(checks: object) {
  return gatePolicySchema.parse({ rules: { roc_auc: { min: 0.75 } }, checks });
}

function judged(rows: number): Evidence {
  return evidenceWith({ runId: randomUUID(), rows: { train: rows, validation: 10, test: 20 } });
}

/** Writes evidence into the ledger, as of a day. */
async function judge(evidence: Evidence, model: string, day: string): Promise<void> {
  const text = JSON.stringify(evidence);
  await place.query('INSERT INTO EVIDENCE SELECT ?, ?, ?, ?, ?::TIMESTAMP_LTZ', [
    evidence.runId,
    model,
    text,
    textDigest(text),
    day,
  ]);
}

function measured(checks: object, run = newRun()): Promise<DataMeasurements | undefined> {
  return place.withWarehouse(run, async (warehouse) =>
    measureData(warehouse, {
      run,
      policy: policyOf(checks),
      table: 'STG',
      columns: await readColumns(warehouse, '"STG"'),
      rows: CUSTOMERS,
      staged: { tables: STAGED, queryIds: [] },
      live: null,
    }),
  );
}

describe('the data of a feature table', () => {
  it('are not measured when the policy asks nothing about them', async () => {
    expect(await measured({})).toBeUndefined();
  });

  it('are counted by the contract of each column, and no value of theirs is told', async () => {
    const found = await measured({
      schema: {
        columns: {
          charges: { min: 1, max: 198.5 },
          tenure: { type: 'number', maxNullShare: 0.1, max: 398 },
          ratio: { maxNullShare: 0, max: 1_000 },
          contract: { values: ['Month', 'Year'] },
          partner: { values: [true] },
          customerid: { maxNullShare: 0 },
          CHURNVALUE: { values: [0, 1] },
        },
      },
    });

    expect(found).toEqual({
      rows: CUSTOMERS,
      columns: {
        CHARGES: {
          kind: 'number',
          nulls: 0,
          below: { min: 1, rows: 2 },
          above: { max: 198.5, rows: 2 },
        },
        TENURE: { kind: 'number', nulls: 100, above: { max: 398, rows: 1 } },
        // NaN is no value; Snowflake orders it above all numbers.
        RATIO: { kind: 'number', nulls: 3, above: { max: 1_000, rows: 0 } },
        CONTRACT: { kind: 'text', nulls: 0, others: { values: ['Month', 'Year'], rows: 5 } },
        PARTNER: { kind: 'boolean', nulls: 0, others: { values: [true], rows: 320 } },
        CUSTOMERID: { kind: 'text', nulls: 0 },
        CHURNVALUE: { kind: 'number', nulls: 0, others: { values: [0, 1], rows: 0 } },
      },
    });
  });

  it('are not compared with what is of another kind, or not there', async () => {
    const checks = {
      schema: {
        columns: { CONTRACT: { min: 1 }, CHARGES: { values: ['Month'] }, MISSING: { min: 1 } },
      },
    };

    expect((await measured(checks))?.columns).toEqual({
      CONTRACT: { kind: 'text', nulls: 0 },
      CHARGES: { kind: 'number', nulls: 0 },
      MISSING: { kind: null, nulls: 0 },
    });
  });

  it.each([
    ['NTZ', 30 * 3_600],
    ['LTZ', 30 * 3_600],
  ])('are as old as the newest %s that is not in the future', async (column, seconds) => {
    const found = await measured({ freshness: { source: 'times', column, olderThan: '2d' } });

    const age = agesOf(found)[0]?.ageSeconds ?? -1;
    expect(age).toBeGreaterThanOrEqual(seconds);
    expect(age).toBeLessThan(seconds + 600);
  });

  it('are as old as the newest date, from its midnight', async () => {
    const check = { source: 'times', column: 'DAY', olderThan: '2d' };
    const found = await measured({ freshness: check });

    const age = agesOf(found)[0]?.ageSeconds ?? -1;
    expect(age).toBeGreaterThanOrEqual(3 * 86_400);
    expect(age).toBeLessThanOrEqual(4 * 86_400);
  });

  it.each([
    ['NEVER', /^TIMESTAMP_NTZ/, 'NEVER of times has no value that is not in the future'],
    ['YEARS', /^NUMBER/, 'YEARS of times is NUMBER'],
    ['NOWHERE', null, 'The source times has no column NOWHERE'],
  ])('have no age by %s', async (column, type, reason) => {
    const freshness = { source: 'times', column, olderThan: '2d' };
    const found = await measured({ freshness });

    expect(found?.freshness).toEqual({
      source: 'times',
      column,
      type: type === null ? null : expect.stringMatching(type),
      ageSeconds: null,
    });
    expect(judgeData(found ?? null, policyOf({ freshness }))[0]?.reason).toContain(reason);
  });

  it('are as old as the newest row of each source that is asked about', async () => {
    const freshness = [
      { source: 'times', column: 'DAY', olderThan: '9d' },
      { source: 'times', column: 'NOWHERE', olderThan: '2d' },
    ];
    const found = await measured({ freshness });

    expect(found?.freshness).toEqual([
      { source: 'times', column: 'DAY', type: 'DATE', ageSeconds: expect.any(Number) },
      { source: 'times', column: 'NOWHERE', type: null, ageSeconds: null },
    ]);
  });

  it('come with the feature table', async () => {
    const gate = policyOf({ schema: { columns: { CHARGES: { min: 1 } } } });
    const input = {
      run: newRun(),
      spec: { ...spec, gate },
      staged: { tables: STAGED, queryIds: [] },
      featuresSql: 'SELECT CUSTOMERID, CHURNVALUE, CHARGES FROM {customers}',
      splitSalt: 'ratchet@2026-11',
      codeDigest,
      policyDigest,
      codeFiles: ['features.sql', 'train.py'],
    };

    const {
      measured: found,
      splitSalt,
      table,
    } = await place.run((activities) => activities.buildFeatures(input));

    expect(found).toEqual({
      rows: CUSTOMERS,
      columns: { CHARGES: { kind: 'number', nulls: 0, below: { min: 1, rows: 2 } } },
    });
    expect(splitSalt).toBe('ratchet@2026-11');
    const [row] = await place.query(
      `SELECT CUSTOMERID, RATCHET_SPLIT FROM "${table}" WHERE CUSTOMERID = '7'`,
    );
    expect(row?.['RATCHET_SPLIT']).toBe(splitOf('7', { ...spec.split, salt: 'ratchet@2026-11' }));
  });

  it('have nothing to be counted against before a run was judged', async () => {
    expect(await measured({ rowCount: {} })).toEqual({ rows: CUSTOMERS, live: null, last: null });
  });

  it('are counted against the run of the model that was judged last, before a version is live', async () => {
    const run = newRun();
    const last = judged(300);
    await judge(judged(100), run.model, '2026-11-01');
    await judge(last, run.model, '2026-11-03');
    await judge(judged(200), run.model, '2026-11-02');
    await judge(judged(400), 'another', '2026-11-04');
    await judge({ ...judged(500), runId: run.id }, run.model, '2026-11-05');

    expect(await measured({ rowCount: {} }, run)).toEqual({
      rows: CUSTOMERS,
      live: null,
      last: { runId: last.runId, rows: 330 },
    });
  });
});
