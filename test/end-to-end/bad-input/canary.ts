import { customersCsv, type FolderChanges } from '../../support/small-folders.js';

/** Stands in the rows, and nowhere in a folder's code. */
export const CANARY = 'Canary';

const ROWS = {
  'data/customers.csv': customersCsv({
    Contract: (value) => (value === 'Month' ? `Jane ${CANARY} of 9999 Canary St` : value),
  }),
};

const FIRST = "X.loc[X['CONTRACT'] != 'Year', 'CONTRACT'].iloc[0]";

/** A train.py whose estimator sees the rows as they are, and does this with them. */
function fitting(statement: string): string {
  return `from sklearn.svm import SVC
class Own:
    def fit(self, X, y):
        ${statement}
    def predict(self, X):
        ...
def build(params):
    return Own()
`;
}

/** Code and SQL whose errors hold values of rows. */
export const FOLDERS_THAT_TELL_ROWS: readonly (readonly [string, FolderChanges])[] = [
  ['raised by train.py', { ...ROWS, 'train.py': fitting(`raise ValueError(${FIRST})`) }],
  ['asserted by train.py', { ...ROWS, 'train.py': fitting(`assert False, ${FIRST}`) }],
  ['a key of train.py', { ...ROWS, 'train.py': fitting(`{}[${FIRST}]`) }],
  ['printed by train.py', { ...ROWS, 'train.py': fitting(`print(${FIRST}); raise ValueError`) }],
  ['told by scikit-learn', { ...ROWS, 'train.py': fitting('SVC().fit(X, y)') }],
  ['told by pandas', { ...ROWS, 'train.py': fitting('X["CONTRACT"].astype(float)') }],
  ['told by Python', { ...ROWS, 'train.py': fitting(`int(${FIRST})`) }],
  [
    'raised by features.py',
    {
      ...ROWS,
      'features.sql': null,
      'features.py':
        'def build(session, tables):\n    raise ValueError([row["CONTRACT"] for row in tables["customers"].collect()])\n',
    },
  ],
  ['a cast', { ...ROWS, 'features.sql': 'SELECT *, CONTRACT::DATE AS D FROM {customers}' }],
  [
    'a cast within features.py',
    {
      ...ROWS,
      'features.sql': null,
      'features.py':
        'def build(session, tables):\n    return tables["customers"].with_column("N", tables["customers"]["CONTRACT"].cast("int"))\n',
    },
  ],
];
