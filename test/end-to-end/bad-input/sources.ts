import { customersCsv } from '../../support/small-folders.js';
import { inModelFile, type FailingFolder } from './bad-input.js';

const SOURCE = { type: 'SourceData', exitCode: 1 } as const;
const HEADER = 'Customer_ID,Churned,Charges,Tenure,Contract';

function csv(title: string, text: string | Buffer, ...says: readonly string[]): FailingFolder {
  return { title, changes: { 'data/customers.csv': text }, says, ...SOURCE };
}

/** customers.csv with a line more, as its line 102. */
function withLine(line: string): string {
  return customersCsv()
    .split('\n')
    .flatMap((text, index) => (index === 101 ? [line, text] : [text]))
    .join('\n');
}

function withHeader(header: string): string {
  return customersCsv().replace(HEADER, () => header);
}

/** Sources that Snowflake cannot load, or not without guessing. */
export const FAILING_SOURCES: readonly FailingFolder[] = [
  {
    title: 'bytes that are no parquet',
    changes: {
      ...inModelFile('*.csv', '*.parquet'),
      'data/customers.csv': null,
      'data/customers.parquet': 'these are no rows',
    },
    says: ['Source customers: ', 'customers.parquet', 'Mend the files'],
    ...SOURCE,
  },
  csv(
    'text that is no UTF-8',
    Buffer.from(withLine('C1,0,1.5,3,Müller'), 'latin1'),
    'Invalid UTF8',
    "customers.csv', line 102",
  ),
  csv(
    'a row with a value too few',
    withLine('C999,1,2.5,3'),
    'Source customers: ',
    'Number of columns in file (4)',
    "customers.csv', line 102",
  ),
  csv('a row with a value too many', withLine('C999,1,2.5,3,Month,9'), "customers.csv', line 102"),
  csv('a quote that is never closed', withLine('C999,1,2.5,3,"Month'), "customers.csv', line 102"),
  csv('a header without rows', `${HEADER}\n`, 'Source customers: has no rows'),
  csv(
    'two columns of one name',
    withHeader('Customer_ID,Churned,Charges,Charges,Contract'),
    'Source customers: ',
    'Charges',
  ),
  csv(
    'two columns whose names differ in case only',
    withHeader('Customer_ID,Churned,charges,CHARGES,Contract'),
    'Source customers: ',
    'differ only in case: charges, CHARGES',
  ),
  csv(
    'two columns with one clean name',
    withHeader('Customer_ID,Churned,Char ges,CHARGES,Contract'),
    'Source customers: the columns "Char ges" and "CHARGES" both become CHARGES. Rename one',
  ),
  csv(
    'a column name of signs only',
    withHeader('Customer_ID,Churned,"$$;{}",Tenure,Contract'),
    'the column "$$;{}" has no letter or digit in its name',
  ),
  {
    title: 'a table that does not exist',
    changes: inModelFile('files: data/*.csv', 'table: NO_SUCH.CUSTOMERS'),
    says: ['Source customers: found no table "NO_SUCH"."CUSTOMERS" that this role may read'],
    ...SOURCE,
  },
  {
    title: 'a stage that does not exist',
    changes: inModelFile('files: data/*.csv', "stage: '@NO_SUCH_STAGE/customers/'"),
    says: ['Source customers: ', '@NO_SUCH_STAGE/customers/', 'does not exist or not authorized'],
    ...SOURCE,
  },
];
