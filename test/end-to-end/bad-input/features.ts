import { customersCsv, type FolderChanges } from '../../support/small-folders.js';
import { inModelFile, type FailingFolder } from './bad-input.js';

const SOURCE = { type: 'SourceData', exitCode: 1 } as const;
const USER = { type: 'UserCode', exitCode: 1 } as const;

type Row = Omit<FailingFolder, 'changes' | 'says'>;

function sql(row: Row, select: string, ...says: readonly string[]): FailingFolder {
  return { ...row, changes: { 'features.sql': select }, says };
}

function python(title: string, body: string, ...says: readonly string[]): FailingFolder {
  const file = `def build(session, tables):\n    ${body}\n`;
  return { title, changes: { 'features.sql': null, 'features.py': file }, says, ...USER };
}

function cells(...replaced: Parameters<typeof customersCsv>): FolderChanges {
  return { 'data/customers.csv': customersCsv(...replaced) };
}

/** Rows from which nothing honest can be learnt. */
export const FAILING_ROWS: readonly FailingFolder[] = [
  sql(
    { title: 'no rows', ...SOURCE },
    'SELECT * FROM {customers} WHERE TENURE > 1000',
    'features.sql gives no rows',
  ),
  {
    title: 'one class only',
    changes: cells({ Churned: () => '0' }),
    says: ['features.sql gives one class only', 'no rows with CHURNED = 1'],
    ...SOURCE,
  },
  {
    title: 'three classes',
    changes: cells({ Churned: (value, row) => (row % 5 === 0 ? '2' : value) }),
    says: ['features.sql gives 3 different values of the target CHURNED', 'Expected two'],
    ...SOURCE,
  },
  sql(
    { title: 'no target', ...SOURCE },
    'SELECT CUSTOMER_ID, CHARGES, CONTRACT FROM {customers}',
    'features.sql gives no column CHURNED, the target; it gives CUSTOMER_ID, CHARGES, CONTRACT',
  ),
  {
    title: 'targets that are missing',
    changes: cells({ Churned: (value, row) => (row % 5 === 0 ? '' : value) }),
    says: ['features.sql gives 60 of 300 rows without CHURNED'],
    ...SOURCE,
  },
  sql(
    { title: 'no entity', ...SOURCE },
    'SELECT CHURNED, CHARGES, CONTRACT FROM {customers}',
    'features.sql gives no column CUSTOMER_ID, the entity',
  ),
  {
    title: 'entities that are missing',
    changes: cells({ Customer_ID: (value, row) => (row % 50 === 0 ? '' : value) }),
    says: ['features.sql gives 6 of 300 rows without CUSTOMER_ID'],
    ...SOURCE,
  },
  sql(
    { title: 'one entity', ...SOURCE },
    "SELECT 'X' AS CUSTOMER_ID, CHURNED, CHARGES, CONTRACT FROM {customers}",
    'After the split by entity there are ',
    'Give more entities, or change split',
  ),
  ...['CHURNED', "IFF(CHURNED = 1, 'gone', 'here')", 'CHURNED::FLOAT * 2 - 1'].map((copy) =>
    sql(
      { title: `a feature that is the target: ${copy}`, ...SOURCE },
      `SELECT *, ${copy} AS STATUS FROM {customers}`,
      'features that say the same as the target CHURNED in every row: STATUS',
    ),
  ),
  sql(
    { title: 'a date among the features', ...SOURCE },
    "SELECT *, '2026-01-01'::DATE AS SINCE FROM {customers}",
    'features.sql gives the column SINCE as DATE',
    'turn a date into a number',
  ),
  sql(
    { title: 'a column that is reserved', ...SOURCE },
    'SELECT *, 1 AS RATCHET_SPLIT FROM {customers}',
    'features.sql gives the column RATCHET_SPLIT',
  ),
  {
    title: 'a positive value that no row has',
    changes: inModelFile('target: churned', 'target: { column: churned, positive: 7 }'),
    says: ['features.sql gives one class only', 'no rows with CHURNED = 7'],
    ...SOURCE,
  },
  {
    title: 'a positive value of another type',
    changes: inModelFile('target: churned', "target: { column: churned, positive: 'yes' }"),
    says: ['The target CHURNED is a column of kind number, but model.yaml gives positive: "yes"'],
    ...SOURCE,
  },
];

/** Features files that Snowflake or Python refuses. */
export const FAILING_FEATURES: readonly FailingFolder[] = [
  sql(
    { title: 'a syntax error', ...USER },
    'SELECT CUSTOMER_ID, FROM WHERE {customers}',
    'features.sql was refused by Snowflake: ',
    'syntax error',
  ),
  sql(
    { title: 'an unknown column', ...USER },
    'SELECT CUSTOMER_ID, CHURNED, NO_SUCH FROM {customers}',
    'features.sql was refused by Snowflake: Snowflake (000904)',
    "invalid identifier 'NO_SUCH'",
  ),
  sql(
    { title: 'a table that does not exist', ...USER },
    'SELECT C.* FROM {customers} AS C JOIN NO_SUCH AS N ON N.ID = C.CUSTOMER_ID',
    'NO_SUCH',
    'does not exist or not authorized',
  ),
  sql(
    { title: 'a join that gives the entity twice', ...USER },
    'SELECT * FROM {customers} AS A JOIN {customers} AS B ON B.CUSTOMER_ID = A.CUSTOMER_ID',
    "duplicate column name 'CUSTOMER_ID'",
  ),
  sql(
    { title: 'a text that is no number', ...USER },
    'SELECT *, CONTRACT::NUMBER AS N FROM {customers}',
    "features.sql was refused by Snowflake: Snowflake (100038): Numeric value '…' is not recognized",
  ),
  python(
    'features.py returns a pandas DataFrame',
    'return tables["customers"].to_pandas()',
    'features.py: build returned DataFrame, expected a Snowpark DataFrame',
  ),
  python('features.py returns nothing', 'pass', 'features.py: build returned NoneType'),
  python(
    'features.py asks for an unknown source',
    'return tables["clients"]',
    "features.py: found no source 'clients', expected one of customers",
  ),
  python(
    'features.py selects an unknown column',
    'return tables["customers"].select("NO_SUCH")',
    'features.py: the DataFrame of build raised ',
    "invalid identifier 'NO_SUCH'",
  ),
];
