import { trainPy, type FolderChanges } from '../../support/small-folders.js';
import { moreOfModelFile, type FailingFolder } from './bad-input.js';

const USER = { type: 'UserCode', exitCode: 1 } as const;

function train(title: string, file: string, ...says: readonly string[]): FailingFolder {
  return { title, changes: { 'train.py': file }, says, ...USER };
}

/** A train.py whose estimator is a LogisticRegression of its own, with `method`. */
function estimator(title: string, method: string, ...says: readonly string[]): FailingFolder {
  const type = `class Own(LogisticRegression):\n    ${method.replaceAll('\n', '\n    ')}\n`;
  return train(title, trainPy('Own()', type), ...says);
}

/** Trainings that fail. */
export const FAILING_TRAININGS: readonly FailingFolder[] = [
  train(
    'train.py is no Python',
    'def build(params)\n    return None\n',
    "train.py: importing it raised SyntaxError: expected ':' (train.py, line 1)",
  ),
  train(
    'train.py raises when it is imported',
    'raise RuntimeError("no luck")\ndef build(params): ...\n',
    'train.py: importing it raised RuntimeError: no luck (train.py, line 1)',
  ),
  train(
    'train.py imports a package that is not there',
    'import no_such_package\ndef build(params): ...\n',
    "train.py: importing it raised ModuleNotFoundError: No module named 'no_such_package'",
  ),
  train('train.py speaks of build only', '# build\nmodel = 1\n', 'train.py: found no build'),
  train('build is no function', 'build = 3\n', 'train.py: found build of type int'),
  train(
    'build raises',
    'def build(params):\n    raise RuntimeError("no luck")\n',
    'train.py: build raised RuntimeError: no luck (train.py, line 2)',
  ),
  train(
    'build ends the process',
    'import os\ndef build(params):\n    os._exit(3)\n',
    'exit status 3',
  ),
  train(
    'build returns nothing',
    'def build(params):\n    return None\n',
    'train.py: build returned NoneType without fit and predict',
  ),
  train(
    'build returns a class',
    'from sklearn.svm import SVC\ndef build(params):\n    return SVC\n',
    'train.py: build returned the class SVC, expected an instance',
  ),
  train(
    'build returns a regressor',
    trainPy('LinearRegression()'),
    'train.py: predict gave other answers than 0 and 1, expected those of a classifier',
  ),
  train(
    'build returns an estimator that takes numbers only',
    'from sklearn.svm import SVC\ndef build(params):\n    return SVC()\n',
    'train.py: fit raised ValueError: could not convert string to float: (a value)',
  ),
  estimator(
    'predict answers for one row only',
    'def predict(self, X):\n    return [1]',
    'train.py: predict gave an array of shape (1,) for ',
  ),
  estimator(
    'the estimator cannot be saved',
    'def __getstate__(self):\n    raise TypeError("no")',
    'train.py: saving the fitted estimator raised TypeError (train.py, line ',
  ),
  {
    title: 'a parameter that build does not know',
    changes: moreOfModelFile('training: { params: { depth: 3 } }'),
    says: ['train.py: build raised TypeError: ', "unexpected keyword argument 'depth'"],
    ...USER,
  },
  {
    title: 'a package that Snowflake does not have',
    changes: moreOfModelFile('training: { packages: [scikit-learn==0.1] }'),
    says: ['packages joblib, numpy, pandas, scikit-learn==0.1, ', 'Correct training.packages'],
    type: 'ModelFolder',
    exitCode: 2,
  },
  {
    title: 'a training that takes too long',
    changes: {
      ...moreOfModelFile('training: { timeout: 1s }'),
      'train.py': 'import time\ndef build(params):\n    time.sleep(60)\n',
    },
    says: ['timeout of 1 second(s)'],
    type: 'SnowflakeTimeout',
    exitCode: 5,
  },
  {
    title: "a file with the name of one of Ratchet's own",
    changes: { 'ratchet_training.py': 'x = 1\n' },
    says: [
      "The file ratchet_training.py has the name of one of Ratchet's own handlers. Rename it.",
    ],
    type: 'ModelFolder',
    exitCode: 2,
  },
];

/** Fits, passes its gate, and answers otherwise where it serves. */
export const OTHERWISE_WHERE_IT_SERVES: FolderChanges = {
  'train.py': trainPy(
    'Own()',
    `class Own(LogisticRegression):
    def predict(self, X):
        import sys
        answers = super().predict(X)
        return 1 - answers if "ratchet_publication" in sys.modules else answers
`,
  ),
};
