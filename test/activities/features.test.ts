import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { splitOf } from '../../activities/split.js';
import { LedgerTables } from '../../activities/ledger/ledger-tables.js';
import { openLedger } from '../../activities/ledger/open-ledger.js';
import type { FeaturesInput, FeatureTable } from '../../pipeline/features.js';
import type { ModelSpec } from '../../pipeline/model-spec.js';
import { newRun, openActivityPlace, type ActivityPlace } from '../support/activity-place.js';
import { requestWith } from '../support/retraining-request.js';

let place: ActivityPlace;
const { spec, codeDigest, policyDigest } = requestWith();
const CUSTOMERS = 400;

beforeAll(async () => {
  place = await openActivityPlace('FEATURES');
  await place.withWarehouse(newRun(), (warehouse) =>
    openLedger(new LedgerTables(), warehouse, newRun(), { codeDigest, policyDigest }),
  );
  await place.query(
    'CREATE TABLE STG AS SELECT TO_VARCHAR(SEQ4()) AS CUSTOMERID, IFF(MOD(SEQ4(), 3) = 0, 1, 0) AS CHURNVALUE, ' +
      `SEQ4() * 1.5 AS CHARGES, IFF(MOD(SEQ4(), 2) = 0, 'Month', 'Year') AS CONTRACT, MOD(SEQ4(), 5) = 0 AS PARTNER ` +
      `FROM TABLE(GENERATOR(ROWCOUNT => ${CUSTOMERS}))`,
  );
});
afterAll(() => place.close());

function inputOf(
  featuresSql: string | null,
  changes: Partial<ModelSpec> = {},
  run = newRun(),
): FeaturesInput {
  const table = { source: 'customers', table: 'STG', columns: [], rows: 0, fingerprint: '' };
  return {
    run,
    spec: { ...spec, ...changes },
    staged: { tables: [table], queryIds: [] },
    featuresSql,
    codeDigest,
    policyDigest,
    codeFiles: ['features.sql', 'train.py'],
  };
}

function build(input: FeaturesInput): Promise<FeatureTable> {
  return place.run((activities) => activities.buildFeatures(input));
}

const SELECT = 'SELECT * FROM {customers} -- all of them';

describe('buildFeatures', () => {
  it('makes a feature table with the kinds of its columns', async () => {
    const { features, table } = await build(inputOf(SELECT));

    expect(features).toEqual([
      { name: 'CHARGES', kind: 'number' },
      { name: 'CONTRACT', kind: 'text' },
      { name: 'PARTNER', kind: 'boolean' },
    ]);
    expect(await place.query(`SELECT COUNT(*) AS N FROM "${table}"`)).toEqual([
      { N: String(CUSTOMERS) },
    ]);
  });

  it('gives every customer the side that the hash of its id says', async () => {
    const { table, rows } = await build(inputOf(SELECT));

    const found = await place.query(`SELECT CUSTOMERID, RATCHET_SPLIT FROM "${table}"`);
    const expected = found.map(({ CUSTOMERID }) => ({
      CUSTOMERID,
      RATCHET_SPLIT: splitOf(CUSTOMERID ?? '', spec.split),
    }));
    expect(found).toEqual(expected);
    const held = expected.filter(({ RATCHET_SPLIT }) => RATCHET_SPLIT === 'TEST').length;
    expect(rows.TEST).toBe(held);
    expect(rows.TRAIN + rows.VALIDATION + rows.TEST).toBe(CUSTOMERS);
  });

  it('gives the same rows the same snapshot, and other rows another', async () => {
    const first = await build(inputOf(SELECT));
    const again = await build(inputOf(`${SELECT}\nORDER BY CHARGES DESC`));
    const other = await build(inputOf('SELECT * FROM {customers} WHERE CHARGES <> 3'));

    expect(again.snapshot).toBe(first.snapshot);
    expect(other.snapshot).not.toBe(first.snapshot);
  });

  it('goes on with a run that an earlier Ratchet began, whose ledger knew no tasks', async () => {
    await place.query('ALTER TABLE "MODEL_VERSIONS" DROP COLUMN "TASK"');
    place.restartWorker();

    await expect(build(inputOf(SELECT))).resolves.toMatchObject({ sameAsVersion: null });
  });

  it('makes the same table again when it is retried', async () => {
    const run = newRun();
    const first = await build(inputOf(SELECT, {}, run));
    const again = await build(inputOf(SELECT, {}, run));

    expect({ ...again, queryIds: [] }).toEqual({ ...first, queryIds: [] });
    expect(first.sameAsVersion).toBeNull();
  });

  it.each([
    ['no rows', `${SELECT}\nWHERE CHARGES < 0`, 'features.sql gives no rows'],
    [
      'rows without an entity',
      'SELECT IFF(CHARGES < 3, NULL, CUSTOMERID) AS CUSTOMERID, CHURNVALUE, CONTRACT FROM {customers}',
      'gives 2 of 400 rows without CUSTOMERID',
    ],
    [
      'rows without a target',
      'SELECT CUSTOMERID, IFF(CHARGES < 3, NULL, CHURNVALUE) AS CHURNVALUE, CONTRACT FROM {customers}',
      'gives 2 of 400 rows without CHURNVALUE. Leave rows out',
    ],
    [
      'one class only',
      `${SELECT}\nWHERE CHURNVALUE = 0`,
      'gives one class only: it has no rows with CHURNVALUE = 1',
    ],
    [
      'three classes',
      'SELECT CUSTOMERID, MOD(CHARGES, 3) AS CHURNVALUE, CONTRACT FROM (SELECT CUSTOMERID, CHARGES / 1.5 AS CHARGES, CONTRACT FROM {customers})',
      'gives 3 different values of the target CHURNVALUE',
    ],
    [
      'the target as a feature',
      'SELECT *, CHURNVALUE AS LEFT_LAST_MONTH FROM {customers}',
      'say the same as the target CHURNVALUE in every row: LEFT_LAST_MONTH',
    ],
    [
      'the target in other words',
      `SELECT *, IFF(CHURNVALUE = 1, 'Yes', 'No') AS "Churn Label" FROM {customers}`,
      'say the same as the target CHURNVALUE in every row: Churn Label',
    ],
    ['no target', 'SELECT CUSTOMERID, CHARGES FROM {customers}', 'gives no column CHURNVALUE'],
    [
      'a timestamp',
      'SELECT *, CURRENT_TIMESTAMP() AS SEEN_AT FROM {customers}',
      'gives the column SEEN_AT as TIMESTAMP_LTZ',
    ],
    [
      'too few customers',
      `SELECT * FROM {customers} WHERE CUSTOMERID IN ('0', '1', '6', '8')`,
      'After the split by entity there are',
    ],
  ])('refuses %s', async (_, featuresSql, message) => {
    const built = build(inputOf(featuresSql));

    await expect(built).rejects.toThrow(message);
    await expect(built).rejects.toMatchObject({ type: 'SourceData' });
  });

  it('says that it is features.sql which Snowflake refuses', async () => {
    const built = build(inputOf('SELECT NO_SUCH_COLUMN FROM {customers}'));

    await expect(built).rejects.toThrow(
      /^features.sql was refused by Snowflake: .*NO_SUCH_COLUMN/s,
    );
    await expect(built).rejects.toMatchObject({ type: 'UserCode' });
  });

  it('quotes column names, whatever they are', async () => {
    const hostile = `SELECT *, CHARGES AS "a""b; DROP TABLE 'RUNS' $$ --" FROM {customers}`;

    const { features } = await build(inputOf(hostile));

    expect(features.map(({ name }) => name)).toContain(`a"b; DROP TABLE 'RUNS' $$ --`);
  });
});
