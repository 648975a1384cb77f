import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { readModelFolder } from '../../client/model-folder/read-model-folder.js';
import { enterWorkspace, type Workspace } from '../support/model-folders.js';

let workspace: Workspace;

beforeEach(() => {
  workspace = enterWorkspace();
});
afterEach(() => workspace.remove());

type Changes = NonNullable<Parameters<Workspace['write']>[1]>;

function problemsOf(changes: Changes): string {
  workspace.write('churn', changes);
  try {
    readModelFolder('churn');
    return '';
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

/** The model file with other gates, and lines before them. */
function yaml(gate: string, lines = ''): (text: string) => string {
  return (text) => text.replace(/gate:[^]*(?=publication:)/, `${lines}gate: ${gate}\n`);
}

const PROFIT = '{ metrics: { profit: { direction: higher } }, rules: { profit: { min: 1 } } }';
const PROCEDURE =
  'training: { procedure: P, artifact: "@S/m.joblib", metrics: { accuracy: acc } }\n';

function withProfit(body: string): ReturnType<typeof readModelFolder> {
  workspace.write('churn', {
    'model.yaml': yaml(PROFIT),
    'metrics.py': () => `def profit(actual, predicted, probability):\n    return ${body}\n`,
  });
  return readModelFolder('churn');
}

describe('readModelFolder', () => {
  it('takes metrics of its own from metrics.py, as part of the code', () => {
    const first = withProfit('1.0');

    expect(first.code['metrics.py']).toContain('return 1.0');
    expect(withProfit('2.0').codeDigest).not.toBe(first.codeDigest);
  });

  it.each<[string, Changes, string]>([
    [
      'a metric without metrics.py',
      { 'model.yaml': yaml(PROFIT) },
      'gate.metrics  found no metrics.py, expected metrics.py beside it  Define def profit(actual, predicted, probability) there.',
    ],
    [
      'a metric that metrics.py does not define',
      { 'model.yaml': yaml(PROFIT), 'metrics.py': () => 'def loss(a, b, c): ...\n' },
      'metrics.py:1:1  found no profit, expected def profit(actual, predicted, probability)',
    ],
    [
      'a positive value of a regression',
      {
        'model.yaml': (text) =>
          yaml(
            '{ rules: { r2: { min: 0.5 } } }',
            'task: regression\n',
          )(text).replace('target: churned', 'target: { column: churned, positive: 1 }'),
      },
      'target.positive  found a positive value for task: regression, expected task: binary with it',
    ],
    [
      'another task of a procedure',
      { 'model.yaml': yaml('{ rules: { r2: { min: 0.5 } } }', `task: regression\n${PROCEDURE}`) },
      'task  found task: regression for a procedure, which judges itself, expected task: binary  To use it, train with build(params) of train.py.',
    ],
    [
      'costs and metrics of a procedure',
      {
        'model.yaml': yaml(
          '{ cost: { falsePositive: 1, falseNegative: 5 }, rules: { accuracy: { min: 0.5 } } }',
          PROCEDURE,
        ),
      },
      'gate.cost  found a cost matrix for a procedure, which judges itself, expected none',
    ],
    [
      'a calibration of a regression',
      {
        'model.yaml': yaml(
          '{ rules: { r2: { min: 0.5 } }, checks: { calibration: {} } }',
          'task: regression\n',
        ),
      },
      'gate.checks.calibration  found a check of calibration for task: regression, expected task: binary or multiclass with it  Leave it out.',
    ],
    [
      'looks at the hold-out of a procedure',
      {
        'model.yaml': yaml(
          '{ rules: { accuracy: { min: 0.5 } }, checks: { looks: {} } }',
          PROCEDURE,
        ),
      },
      'gate.checks.looks  found a check of looks for a procedure, which judges itself, expected none: its scores are of rows of its own',
    ],
    [
      'a metric of another task',
      { 'model.yaml': yaml('{ rules: { roc_auc: { min: 0.5 } } }', 'task: regression\n') },
      'found the metric "roc_auc", expected one of r2, rmse, mae, median_ae, mape  It is one of task: binary; this model\'s is regression.',
    ],
    [
      'a rule on costs without costs',
      { 'model.yaml': yaml('{ rules: { cost: { max: 1 } } }') },
      'Say what wrong answers cost: gate: cost: { falsePositive: 1, falseNegative: 5 }.',
    ],
  ])('refuses %s', (_, changes, message) => {
    expect(problemsOf(changes)).toContain(message);
  });
});
