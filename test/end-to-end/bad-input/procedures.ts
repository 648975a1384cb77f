import { inModelFile, type FailingFolder } from './bad-input.js';

const USER = { type: 'UserCode', exitCode: 1 } as const;

/** A team's own procedure: fits, may leave its model in MY_MODELS, and ends with `last`. */
function procedure(name: string, last: string, returns = 'VARIANT'): string {
  return `CREATE OR REPLACE PROCEDURE ${name}(FEATURES VARCHAR)
RETURNS ${returns}
LANGUAGE PYTHON
RUNTIME_VERSION = '3.11'
PACKAGES = ('snowflake-snowpark-python', 'scikit-learn', 'pandas', 'joblib')
HANDLER = 'main'
EXECUTE AS CALLER
AS $$
import os
import tempfile

import joblib
from sklearn.dummy import DummyClassifier

def put(session, model):
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "${name}.joblib")
        joblib.dump(model, path)
        session.file.put(path, "@MY_MODELS", overwrite=True)

def main(session, features):
    rows = session.table(features).to_pandas()
    model = DummyClassifier().fit(rows[["CHARGES"]], rows["CHURNED"])
    ${last}
$$`;
}

const PROCEDURES = {
  P_TEXT: ['return "it went well"', 'VARCHAR'],
  P_LIST: ['return [0.9]'],
  P_NOTHING: ['put(session, model)'],
  P_OTHER_KEY: ['return {"accuracy": 0.9}'],
  P_NO_MODEL: ['return {"acc": 0.9}'],
  P_NO_CLASSIFIER: ['put(session, {"a": 1}); return {"acc": 0.9}'],
  P_RAISES: ['raise ValueError(rows["CONTRACT"][0])'],
  P_SCORES: ['put(session, model); return {"nan": float("nan"), "text": "0.9", "percent": 97.5}'],
} as const satisfies Readonly<Record<string, readonly [last: string, returns?: string]>>;

/** What a team would have made in its schema before. */
export const PROCEDURE_STATEMENTS: readonly string[] = [
  'CREATE STAGE IF NOT EXISTS MY_MODELS',
  ...Object.entries(PROCEDURES).map(([name, [last, returns]]) => procedure(name, last, returns)),
];

function calling(name: string, changes = ''): FailingFolder['changes'] {
  const training = `training:
  procedure: ${name}
  artifact: '@MY_MODELS/${name}.joblib'
  metrics: { accuracy: acc }${changes}
gate:`;
  return { ...inModelFile('gate:', training), 'train.py': null };
}

function failing(title: string, name: keyof typeof PROCEDURES, ...says: readonly string[]) {
  return { title, changes: calling(name), says, ...USER };
}

/** Procedures that give nothing to judge. */
export const FAILING_PROCEDURES: readonly FailingFolder[] = [
  failing('a text', 'P_TEXT', 'The procedure P_TEXT returned no JSON object'),
  failing('a list', 'P_LIST', 'The procedure P_LIST returned no JSON object'),
  failing('nothing', 'P_NOTHING', 'The procedure P_NOTHING returned no JSON object'),
  failing('other scores', 'P_OTHER_KEY', 'an object with accuracy, expected one of the keys acc'),
  failing('no model file', 'P_NO_MODEL', '@MY_MODELS/P_NO_MODEL.joblib: found no such file'),
  failing('no classifier', 'P_NO_CLASSIFIER', 'found a dict that knows 0 classes'),
  failing('an exception', 'P_RAISES', 'ValueError. Its message may tell values of rows'),
  {
    title: 'a procedure that does not exist',
    changes: calling('NO_SUCH_PROCEDURE'),
    says: ['Found no procedure NO_SUCH_PROCEDURE(VARCHAR)', 'training.procedure'],
    type: 'ProcedureMissing',
    exitCode: 2,
  },
  {
    title: 'a procedure that takes other arguments',
    changes: calling('P_LIST', "\n  arguments: ['{features}', 3]"),
    says: ['Found no procedure P_LIST(VARCHAR, NUMBER)', 'training.arguments'],
    type: 'ProcedureMissing',
    exitCode: 2,
  },
];

/** A procedure whose scores no rule can judge, and why. */
export const UNJUDGEABLE_SCORES = {
  changes: {
    'train.py': null,
    'model.yaml': (text: string) =>
      text.replace(
        /gate:[^]*?(?=publication:)/,
        `training:
  procedure: P_SCORES
  artifact: '@MY_MODELS/P_SCORES.joblib'
  metrics: { accuracy: nan, f1: text, roc_auc: percent }
gate:
  rules: { accuracy: { min: 0.6 }, f1: { min: 0.6 }, roc_auc: { min: 0.6 } }
`,
      ),
  },
  reasons: [
    'accuracy of the candidate is NaN, not a finite number',
    'f1 of the candidate is missing',
    'roc_auc of the candidate is 97.5, outside 0 to 1',
  ],
};
