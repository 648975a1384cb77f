import { customersCsv, trainPy, type FolderChanges } from '../../support/small-folders.js';
import { inModelFile, moreOfModelFile } from './bad-input.js';

function selecting(columns: string): FolderChanges {
  return { 'features.sql': `SELECT CUSTOMER_ID, CHURNED, ${columns} FROM {customers}` };
}

/** Folders that nobody would write at first, and that must work. */
export const UNUSUAL_FOLDERS: readonly (readonly [string, FolderChanges])[] = [
  [
    'columns of the source with quotes, semicolons, $$ and braces',
    {
      'data/customers.csv': customersCsv().replace(
        'Customer_ID,Churned,Charges,Tenure,Contract',
        () => `"Customer_ID","Churned","Char""ges; DROP TABLE RUNS;","$$Ten{ure}","Con'tr act"`,
      ),
    },
  ],
  [
    'features with reserved words, lower case and signs as names',
    selecting(`CHARGES AS "select", TENURE AS "a;b $$ {c} ? :1", CONTRACT AS "o'""GROUP"`),
  ],
  [
    'booleans, nulls in every feature, columns of nulls only',
    selecting(
      'CHARGES, CONTRACT, IFF(TENURE > 60, NULL, TENURE > 30) AS IS_OLD, IFF(TENURE < 9, NULL, TENURE) AS TENURE, NULL AS T, NULL::BOOLEAN AS B',
    ),
  ],
  [
    'an entity of numbers',
    {
      'features.sql':
        'SELECT SUBSTR(CUSTOMER_ID, 2)::NUMBER AS CUSTOMER_ID, CHURNED, CHARGES, TENURE, CONTRACT FROM {customers}',
    },
  ],
  [
    'a target of texts',
    {
      ...inModelFile('target: churned', 'target: { column: churned, positive: "Yes" }'),
      'data/customers.csv': customersCsv({ Churned: (value) => (value === '1' ? 'Yes' : 'No') }),
    },
  ],
  [
    'categories that training never saw',
    selecting("CHARGES, TENURE, CONTRACT || IFF(TENURE < 9, CUSTOMER_ID, '') AS CONTRACT"),
  ],
  [
    'a description with the ends of comments, texts and bodies',
    moreOfModelFile(`description: "*/ $$ ' -- ; DROP TABLE RUNS"`),
  ],
  ['no rows to validate on', moreOfModelFile('split: { validation: 0.0001 }')],
  ['a model without probabilities', { 'train.py': trainPy('LinearSVC()') }],
  [
    'comments, texts and WITH in features.sql',
    {
      'features.sql': `-- {nothing}; '
WITH CHOSEN AS (SELECT * FROM {customers} WHERE CONTRACT <> '{customers}; $$')
SELECT * FROM CHOSEN -- the end`,
    },
  ],
  [
    'a byte order mark and Windows lines',
    { 'data/customers.csv': `\uFEFF${customersCsv().replaceAll('\n', '\r\n')}` },
  ],
  [
    'a file with quotes and semicolons in its name',
    { 'data/customers.csv': null, [`data/it's; "x" $$ {y}.csv`]: customersCsv() },
  ],
];
