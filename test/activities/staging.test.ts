import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';

import { codeDigest } from '../../client/digests.js';
import type { ModelSpec } from '../../pipeline/model-spec.js';
import type { RetrainingRequest } from '../../pipeline/retraining-request.js';
import type { StagedSources } from '../../pipeline/staging.js';
import { newRun, openActivityPlace, type ActivityPlace } from '../support/activity-place.js';
import { requestWith } from '../support/retraining-request.js';

let place: ActivityPlace;
let folder: string;

beforeAll(async () => {
  place = await openActivityPlace('STAGING');
});
afterAll(() => place.close());
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'ratchet-staging-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

function requestOf(sources: ModelSpec['sources']): RetrainingRequest {
  const { spec, ...request } = requestWith();
  const [first = ''] = Object.keys(sources);
  const code = { 'features.sql': `SELECT * FROM {${first}}`, 'train.py': 'def build(params): ...' };
  return { ...request, spec: { ...spec, sources }, code, codeDigest: codeDigest(code) };
}

function stage(sources: ModelSpec['sources'], run = newRun()): Promise<StagedSources> {
  return place.run((activities) => activities.stageSource({ run, request: requestOf(sources) }));
}

function stageCsv(files: Readonly<Record<string, string>>, run = newRun()) {
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
  return stage({ raw: { files: join(folder, '*.csv') } }, run);
}

const MAY = 'Customer ID,Total Charges\n7590-VHVEG,29.85\n5575-GNVDE,1889.5\n';
const JUNE = 'Customer ID,Total Charges\n3668-QPYBK,108.15\n';

describe('stageSource', () => {
  it('stages all files of a pattern in one table with clean column names', async () => {
    const { tables } = await stageCsv({ 'may.csv': MAY, 'june.csv': JUNE });

    expect(tables).toHaveLength(1);
    expect(tables[0]).toMatchObject({
      source: 'raw',
      columns: ['CUSTOMERID', 'TOTALCHARGES'],
      rows: 3,
    });
    const rows = await place.query(
      `SELECT CUSTOMERID, TOTALCHARGES FROM "${String(tables[0]?.table)}" ORDER BY 2`,
    );
    expect(rows.map((row) => row['CUSTOMERID'])).toEqual([
      '7590-VHVEG',
      '3668-QPYBK',
      '5575-GNVDE',
    ]);
  });

  it('gives the same rows the same fingerprint, however they are spread over files', async () => {
    const two = await stageCsv({ 'may.csv': MAY, 'june.csv': JUNE });
    rmSync(join(folder, 'june.csv'));
    const one = await stageCsv({ 'may.csv': `${JUNE}${MAY.split('\n').slice(1).join('\n')}` });
    const other = await stageCsv({ 'may.csv': MAY });

    expect(one.tables[0]?.fingerprint).toBe(two.tables[0]?.fingerprint);
    expect(other.tables[0]?.fingerprint).not.toBe(two.tables[0]?.fingerprint);
  });

  it('stages compressed csv files', async () => {
    writeFileSync(join(folder, 'may.csv.gz'), gzipSync(MAY));

    const { tables } = await stage({ raw: { files: join(folder, '*.csv.gz') } });

    expect(tables[0]).toMatchObject({ columns: ['CUSTOMERID', 'TOTALCHARGES'], rows: 2 });
  });

  it('stages the same table again when it is retried', async () => {
    const run = newRun();
    const first = await stageCsv({ 'may.csv': MAY }, run);
    const again = await stageCsv({}, run);

    expect(again.tables).toEqual(first.tables);
    expect(await place.query('SELECT STATE FROM RUNS WHERE RUN_ID = ?', [run.id])).toEqual([
      { STATE: 'RUNNING' },
    ]);
  });

  it('stages files that lie in a stage already, and tables', async () => {
    await place.query(
      'CREATE OR REPLACE TABLE CRM_CUSTOMERS ("Customer ID" VARCHAR, "Age" NUMBER)',
    );
    await place.query(`INSERT INTO CRM_CUSTOMERS VALUES ('a', 1), ('b', NULL)`);
    await place.query('CREATE STAGE IF NOT EXISTS LANDING');
    await place.query(
      'COPY INTO @LANDING/day=1/part FROM CRM_CUSTOMERS FILE_FORMAT = (TYPE = PARQUET) HEADER = TRUE',
    );

    const { tables } = await stage({
      table: { table: 'CRM_CUSTOMERS' },
      files: { stage: '@LANDING/day=1/' },
    });

    expect(tables.map(({ source, columns, rows }) => ({ source, columns, rows }))).toEqual([
      { source: 'table', columns: ['CUSTOMERID', 'AGE'], rows: 2 },
      { source: 'files', columns: ['CUSTOMERID', 'AGE'], rows: 2 },
    ]);
    expect(tables[0]?.fingerprint).toBe(tables[1]?.fingerprint);
  });

  it('uploads the code once, under its digest', async () => {
    const sources = { table: { table: 'CRM_CUSTOMERS' } };
    await place.query(
      'CREATE TABLE IF NOT EXISTS CRM_CUSTOMERS ("Customer ID" VARCHAR, "Age" NUMBER)',
    );
    await place.query(`INSERT INTO CRM_CUSTOMERS VALUES ('c', 3)`);
    await stage(sources);
    await stage(sources);

    const prefix = `ratchet_code/${requestOf(sources).codeDigest.slice(0, 24)}/`;
    const names = (await place.query('LIST @RATCHET_CODE')).map((row) => row['name'] ?? '');
    expect(names.filter((name) => name.toLowerCase().startsWith(prefix)).toSorted()).toEqual([
      `${prefix}features.sql`,
      `${prefix}train.py`,
    ]);
    expect(names.some((name) => name.endsWith('/ratchet_training.py'))).toBe(true);
  });

  it.each([
    ['an empty file', 'Customer ID,Total Charges\n', 'Source raw: has no rows'],
    [
      'two columns with one clean name',
      'Customer ID,CustomerID\na,b\n',
      'the columns "Customer ID" and "CustomerID" both become CUSTOMERID',
    ],
  ])('refuses %s', async (_, text, message) => {
    const staged = stageCsv({ 'may.csv': text });

    await expect(staged).rejects.toThrow(message);
    await expect(staged).rejects.toMatchObject({ type: 'SourceData' });
  });

  it('refuses a pattern that finds nothing', async () => {
    await expect(stageCsv({})).rejects.toMatchObject({ type: 'SourceData' });
  });

  it('refuses a table that is not there, and says what to check', async () => {
    const staged = stage({ raw: { table: 'NO_SUCH_TABLE' } });

    await expect(staged).rejects.toThrow(
      'found no table "NO_SUCH_TABLE" that this role may read. Check the name',
    );
    await expect(staged).rejects.toMatchObject({ type: 'SourceData' });
  });

  it('loads names and values with quotes, semicolons and $$ as what they are', async () => {
    const { tables } = await stageCsv({
      "o'brien; $$.csv": `"a""b; DROP TABLE 'RUNS' $$",Customer ID\n"x'; DROP TABLE RUNS; --",$$\n`,
    });

    const [row] = await place.query(`SELECT * FROM "${String(tables[0]?.table)}"`);
    expect(row).toEqual({ ABDROPTABLERUNS: "x'; DROP TABLE RUNS; --", CUSTOMERID: '$$' });
  });
});
