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

interface TellingFolder {
  readonly title: string;
  readonly changes: FolderChanges;
  /** Parts of what the person at the terminal reads. */
  readonly says?: readonly string[];
}

/** Code and SQL whose errors hold values of rows. */
export const FOLDERS_THAT_TELL_ROWS: readonly TellingFolder[] = [
  {
    title: 'raised by train.py',
    changes: { ...ROWS, 'train.py': fitting(`raise ValueError(${FIRST})`) },
    says: [
      'train.py: fit raised ValueError (train.py, line ',
      'its message may tell values of rows and stays in Snowflake, with the query',
    ],
  },
  {
    title: 'asserted by train.py',
    changes: { ...ROWS, 'train.py': fitting(`assert False, ${FIRST}`) },
  },
  { title: 'a key of train.py', changes: { ...ROWS, 'train.py': fitting(`{}[${FIRST}]`) } },
  {
    title: 'printed by train.py',
    changes: { ...ROWS, 'train.py': fitting(`print(${FIRST}); raise ValueError`) },
  },
  { title: 'told by scikit-learn', changes: { ...ROWS, 'train.py': fitting('SVC().fit(X, y)') } },
  {
    title: 'told by pandas',
    changes: { ...ROWS, 'train.py': fitting('X["CONTRACT"].astype(float)') },
  },
  { title: 'told by Python', changes: { ...ROWS, 'train.py': fitting(`int(${FIRST})`) } },
  {
    title: 'raised by features.py',
    changes: {
      ...ROWS,
      'features.sql': null,
      'features.py':
        'def build(session, tables):\n    raise ValueError([row["CONTRACT"] for row in tables["customers"].collect()])\n',
    },
    says: [
      'features.py: build raised ValueError (features.py, line 2); its message may tell values',
    ],
  },
  {
    title: 'a cast',
    changes: { ...ROWS, 'features.sql': 'SELECT *, CONTRACT::DATE AS D FROM {customers}' },
  },
  {
    title: 'a cast within features.py',
    changes: {
      ...ROWS,
      'features.sql': null,
      'features.py':
        'def build(session, tables):\n    return tables["customers"].with_column("N", tables["customers"]["CONTRACT"].cast("int"))\n',
    },
  },
];
