import { customersCsv, trainPy, type FolderChanges } from '../../support/small-folders.js';

/** Folders that nobody would write at first, and that must work: each has all that its title names. */
export const UNUSUAL_FOLDERS: readonly (readonly [string, FolderChanges])[] = [
  [
    'columns of the source with quotes, semicolons, $$ and braces; a byte order mark and Windows lines; a file with quotes ' +
      'and semicolons in its name; a description with the ends of comments, texts and bodies; a model without probabilities',
    {
      'data/customers.csv': null,
      [`data/it's; "x" $$ {y}.csv`]: `\uFEFF${customersCsv()
        .replace(
          'Customer_ID,Churned,Charges,Tenure,Contract',
          () => `"Customer_ID","Churned","Char""ges; DROP TABLE RUNS;","$$Ten{ure}","Con'tr act"`,
        )
        .replaceAll('\n', '\r\n')}`,
      'model.yaml': (text) => `${text}description: "*/ $$ ' -- ; DROP TABLE RUNS"\n`,
      'train.py': trainPy('LinearSVC()'),
    },
  ],
  [
    'comments, texts and WITH in features.sql; features with reserved words, lower case and signs as names; an entity of numbers',
    {
      'features.sql': `-- {nothing}; '
WITH CHOSEN AS (SELECT * FROM {customers} WHERE CONTRACT <> '{customers}; $$')
SELECT SUBSTR(CUSTOMER_ID, 2)::NUMBER AS CUSTOMER_ID, CHURNED,
  CHARGES AS "select", TENURE AS "a;b $$ {c} ? :1", CONTRACT AS "o'""GROUP"
FROM CHOSEN -- the end`,
    },
  ],
  [
    'booleans, nulls in every feature, columns of nulls only; categories that training never saw; a target of texts; no rows ' +
      'to validate on',
    {
      'features.sql':
        "SELECT CUSTOMER_ID, CHURNED, CHARGES, CONTRACT || IFF(TENURE < 9, CUSTOMER_ID, '') AS CONTRACT, " +
        'IFF(TENURE > 60, NULL, TENURE > 30) AS IS_OLD, IFF(TENURE < 9, NULL, TENURE) AS TENURE, NULL AS T, ' +
        'NULL::BOOLEAN AS B FROM {customers}',
      'model.yaml': (text) =>
        `${text.replace('target: churned', 'target: { column: churned, positive: "Yes" }')}split: { validation: 0.0001 }\n`,
      'data/customers.csv': customersCsv({ Churned: (value) => (value === '1' ? 'Yes' : 'No') }),
    },
  ],
];
