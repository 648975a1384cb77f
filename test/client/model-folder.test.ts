import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { findModelFolder } from '../../client/model-folder/find-model-folder.js';
import { ModelFolderError } from '../../client/model-folder/model-problem.js';
import { readModelFolder } from '../../client/model-folder/read-model-folder.js';

const MODEL = `name: churn
entity: customer_id
target: churned
sources:
  customers:
    files: data/*.parquet
gate:
  rules:
    roc_auc: { min: 0.75 }
publication:
  function: PREDICT_CHURN
`;
const FILES = {
  'model.yaml': MODEL,
  'features.sql': 'SELECT * FROM {customers}\n',
  'train.py': 'def build(params):\n    return None\n',
  'data/customers.parquet': 'PAR1',
};

let root = '';
let folders = 0;

beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), 'ratchet-model-folder-'));
});
afterAll(() => rmSync(root, { recursive: true }));

/** Writes a right model folder but for `changes`; null takes a file away. */
function writeFolder(changes: Record<string, string | null> = {}): string {
  folders += 1;
  const directory = join(root, String(folders));
  for (const [name, text] of Object.entries({ ...FILES, ...changes })) {
    if (text === null) continue;
    mkdirSync(dirname(join(directory, name)), { recursive: true });
    writeFileSync(join(directory, name), text);
  }
  return directory;
}

/** The text that a person sees, with the folder's own path taken out. */
function refusalOf(directory: string, replacements: readonly string[] = []): string {
  try {
    readModelFolder(directory, replacements);
  } catch (error) {
    if (error instanceof ModelFolderError) return error.message.replaceAll(`${directory}/`, '');
    throw error;
  }
  throw new Error('the folder was read without a problem');
}

function modelWith(from: string, to: string): Record<string, string> {
  expect(MODEL).toContain(from);
  return { 'model.yaml': MODEL.replace(from, to) };
}

describe('readModelFolder', () => {
  it('reads a right folder, with defaults, absolute patterns and digests', () => {
    const directory = writeFolder();

    const folder = readModelFolder(directory);

    expect(folder.spec.entity).toBe('CUSTOMER_ID');
    expect(folder.spec.features).toBe('features.sql');
    expect(folder.spec.sources).toEqual({
      customers: { files: join(directory, 'data/*.parquet') },
    });
    expect(Object.keys(folder.code)).toEqual(['features.sql', 'train.py']);
    expect(folder.codeDigest).toMatch(/^[0-9a-f]{64}$/);
    expect(folder.missingFiles).toEqual([]);
  });

  it('gives the same code digest for the same code, and another for another', () => {
    const same = [writeFolder(), writeFolder()].map((directory) => readModelFolder(directory));
    const other = readModelFolder(
      writeFolder({ 'train.py': 'def build(params):\n    return 1\n' }),
    );

    expect(same[0]?.codeDigest).toBe(same[1]?.codeDigest);
    expect(other.codeDigest).not.toBe(same[0]?.codeDigest);
    expect(other.policyDigest).toBe(same[0]?.policyDigest);
  });

  it('gives another digest for another order of the rules only where their first chooses', () => {
    const orders = [
      '{ roc_auc: { min: 0.75 }, accuracy: { min: 0.7 } }',
      '{ accuracy: { min: 0.7 }, roc_auc: { min: 0.75 } }',
    ];
    const digests = (training: string) =>
      orders.map((rules) => {
        const rule = '\n    roc_auc: { min: 0.75 }';
        const model = MODEL.replace(rule, ` ${rules}\n${training}`);
        // Patterns of files are absolute, so that each folder would have another digest.
        const placeless = model.replace('files: data/*.parquet', 'table: CUSTOMERS');
        return readModelFolder(writeFolder({ 'model.yaml': placeless })).digest;
      });

    expect(new Set(digests('')).size).toBe(1);
    expect(
      new Set(digests('training: { candidates: { a: {}, b: { params: { n: 1 } } } }')).size,
    ).toBe(2);
  });

  it.each([
    [
      'an unknown key in a rule',
      '{ min: 0.75 }',
      '{ min: 0.75, maxLos: 0.01 }',
      'model.yaml:9:27  gate.rules.roc_auc.maxLos  found the key "maxLos", expected one of min, max, maxLoss, requiredGain, maxRelativeLoss, requiredRelativeGain, suspiciousGain, suspiciousRelativeGain, confidence, suspiciousAbove, suspiciousBelow  Did you mean maxLoss?',
    ],
    [
      'an unknown metric',
      'roc_auc:',
      'auc:',
      'model.yaml:9:5  gate.rules.auc  found the metric "auc", expected one of accuracy, balanced_accuracy, roc_auc, pr_auc, log_loss, brier, precision, recall, f1  Did you mean roc_auc?',
    ],
    [
      'an unknown key at the top',
      'entity:',
      'entitty: x\nentity:',
      'model.yaml:2:1  entitty  found the key "entitty", expected one of name, description, entity, task, target, sources, features, training, split, gate, publication, schedule  Did you mean entity?',
    ],
    [
      'a number where text belongs',
      'entity: customer_id',
      'entity: 7',
      'model.yaml:2:9  entity  found the number 7, expected a text  The column that tells one customer (or other entity) from another.',
    ],
    [
      'text where a number belongs',
      'min: 0.75',
      "min: '0.75'",
      'model.yaml:9:21  gate.rules.roc_auc.min  found "0.75", expected a number  Floor: a lower score rejects.',
    ],
    [
      'a bound that is no number',
      'min: 0.75',
      'min: .nan',
      'model.yaml:9:21  gate.rules.roc_auc.min  found the number NaN, expected a number  Floor: a lower score rejects.',
    ],
    [
      'two spellings of one column',
      'publication:',
      '  checks:\n    schema:\n      columns:\n        charges: { min: 0 }\n        CHARGES: { max: 1 }\npublication:',
      'model.yaml:12:7  gate.checks.schema.columns  found a mapping, expected each column once, in any case',
    ],
    [
      'bounds of a column the wrong way round, with both lines',
      'publication:',
      '  checks:\n    schema:\n      columns:\n        charges:\n          min: 2\n          max: 1\npublication:',
      'model.yaml:15:16  gate.checks.schema.columns.CHARGES.max  found the number 1, expected at least min, 2 of line 14  No value could be between the two.',
    ],
    [
      'a misspelt key of a contract',
      'publication:',
      '  checks:\n    schema:\n      columns:\n        charges: { maxNullsShare: 0 }\npublication:',
      'model.yaml:13:20  gate.checks.schema.columns.charges.maxNullsShare  found the key "maxNullsShare", expected one of type, maxNullShare, min, max, values, on  Did you mean maxNullShare?',
    ],
    [
      'the age of a source that is none',
      'publication:',
      '  checks:\n    freshness: { source: customer, column: seen_at, olderThan: 7d }\npublication:',
      'model.yaml:11:26  gate.checks.freshness.source  found "customer", expected one of customers  Did you mean customers?',
    ],
    [
      'the age of a source that is none, among others',
      'publication:',
      '  checks:\n    freshness:\n      - { source: customers, column: seen_at, olderThan: 7d }\n      - { source: customer, column: seen_at, olderThan: 7d }\npublication:',
      'model.yaml:13:19  gate.checks.freshness.1.source  found "customer", expected one of customers  Did you mean customers?',
    ],
    [
      'the age of a column twice, with both lines',
      'publication:',
      '  checks:\n    freshness:\n      - { source: customers, column: seen_at, olderThan: 7d }\n      - { source: customers, column: SEEN_AT, olderThan: 9d }\npublication:',
      'model.yaml:13:38  gate.checks.freshness.1.column  found SEEN_AT of customers a second time, expected another column than the SEEN_AT of line 12  One age has one bound: leave one of them out.',
    ],
    [
      'a misspelt key of an age, among others',
      'publication:',
      '  checks:\n    freshness:\n      - { source: customers, column: seen_at, olderThan: 7d, onn: warn }\npublication:',
      'model.yaml:12:62  gate.checks.freshness.0.onn  found the key "onn", expected one of source, column, olderThan, on  Did you mean on?',
    ],
    [
      'a gate without rules',
      'roc_auc: { min: 0.75 }',
      '{}',
      'model.yaml:8:3  gate.rules  found an empty mapping, expected at least one rule, such as roc_auc: { min: 0.75 }',
    ],
    [
      'a name with a quote',
      'PREDICT_CHURN',
      `'PREDICT"CHURN'`,
      `model.yaml:11:13  publication.function  found "PREDICT\\"CHURN", expected a Snowflake name: letters, digits and _, not starting with a digit  The function that callers use, for example PREDICT_CHURN.`,
    ],
    [
      'a name with a semicolon',
      'customer_id',
      `'id; DROP TABLE X'`,
      `model.yaml:2:9  entity  found "id; DROP TABLE X", expected a column name: letters, digits and _, not starting with a digit  The column that tells one customer (or other entity) from another.`,
    ],
    [
      'a name with $$',
      'target: churned',
      'target: { column: a$$$$b, positive: 1 }',
      'model.yaml:3:19  target.column  found "a$$b", expected a column name: letters, digits and _, not starting with a digit',
    ],
    [
      'a misspelt key in one form of the target',
      'target: churned',
      'target: { colum: churned, positive: 1 }',
      'model.yaml:3:1  target.column  found nothing, expected a text\nmodel.yaml:3:11  target.colum  found the key "colum", expected one of column, positive  Did you mean column?',
    ],
    [
      'a source of two kinds',
      'files: data/*.parquet',
      'files: data/*.parquet\n    table: T',
      'model.yaml:5:3  sources.customers  found a mapping with files and table, expected a mapping with files or a mapping with stage or a mapping with table  Where the raw rows come from: files, stage or table.',
    ],
    [
      'a misspelt kind of source',
      'files:',
      'file:',
      'model.yaml:5:3  sources.customers  found a mapping with file, expected a mapping with files or a mapping with stage or a mapping with table  Did you mean files?',
    ],
    [
      'a misspelt key of a procedure',
      'gate:',
      'training: { procedure: P, argumnts: [], artifact: "@S/m.joblib", metrics: {} }\ngate:',
      'model.yaml:7:27  training.argumnts  found the key "argumnts", expected one of procedure, arguments, artifact, metrics, packages, timeout  Did you mean arguments?',
    ],
    [
      'a source name that no table can have',
      '  customers:',
      '  Customers-Raw:',
      'model.yaml:5:3  sources.Customers-Raw  found the key "Customers-Raw", expected a source name: lower-case letters, digits and _  Rename it.',
    ],
    [
      'a split that leaves nothing',
      'gate:',
      'split: { test: 0.7, validation: 0.3 }\ngate:',
      'model.yaml:7:1  split  found a mapping, expected test and validation that leave rows to train on: together less than 1',
    ],
    [
      'the target as the entity',
      'target: churned',
      'target: customer_id',
      'model.yaml:3:9  target  found CUSTOMER_ID, expected another column than the entity  The target is what is predicted; the entity says for whom.',
    ],
    [
      'cron and interval together',
      'gate:',
      'schedule: { cron: 0 6 * * MON, every: 1d }\ngate:',
      'model.yaml:7:1  schedule  found a mapping with cron and every, expected a mapping with cron or a mapping with every',
    ],
    [
      'a time zone that is none',
      'gate:',
      'schedule: { cron: 0 6 * * MON, timezone: Europe/Berln }\ngate:',
      'model.yaml:7:42  schedule.timezone  found "Europe/Berln", expected a time zone such as UTC or Europe/Berlin  Use a name of the IANA list.',
    ],
    [
      'the same key twice',
      'entity: customer_id',
      'entity: customer_id\nentity: other',
      'model.yaml:3:1  found Map keys must be unique, expected YAML  Mend the syntax first; the rest is read after that.',
    ],
    [
      'an alias to nothing',
      'entity: customer_id',
      'entity: *id',
      'model.yaml:1:1  found Unresolved alias (the anchor must be set before the alias): id, expected YAML  Write the values out in place of the alias.',
    ],
    [
      'a floor where lower is better',
      'roc_auc: { min: 0.75 }',
      'log_loss: { min: 0.75 }',
      'model.yaml:9:22  gate.rules.log_loss.min  found min for log_loss, expected max, or suspiciousBelow for a score too good to be true  A lower log_loss is the better one.',
    ],
    [
      'per cent in the place of a share',
      '{ min: 0.75 }',
      '{ min: 75 }',
      'model.yaml:9:21  gate.rules.roc_auc.min  found the number 75, expected 0 to 1  Write shares, not per cent: 0.75 for 75 %.',
    ],
    [
      'a misspelt metric',
      'roc_auc:',
      'roc_acu:',
      'model.yaml:9:5  gate.rules.roc_acu  found the metric "roc_acu", expected one of accuracy, balanced_accuracy, roc_auc, pr_auc, log_loss, brier, precision, recall, f1  Did you mean roc_auc?',
    ],
    [
      'a metric of another task',
      'roc_auc: { min: 0.75 }',
      'r2: { min: 0.5 }',
      'model.yaml:9:5  gate.rules.r2  found the metric "r2", expected one of accuracy, balanced_accuracy, roc_auc, pr_auc, log_loss, brier, precision, recall, f1  It is one of task: regression; this model\'s is binary.',
    ],
    [
      'a cost that nobody gave',
      'roc_auc: { min: 0.75 }',
      'cost: { max: 0.5 }',
      'model.yaml:9:5  gate.rules.cost  found the metric "cost", expected one of accuracy, balanced_accuracy, roc_auc, pr_auc, log_loss, brier, precision, recall, f1  Say what wrong answers cost: gate: cost: { falsePositive: 1, falseNegative: 5 }.',
    ],
    [
      'a wrong answer that costs no more than the right one',
      '  rules:',
      '  cost: { falsePositive: 1, falseNegative: 5,\n    truePositive: 6 }\n  rules:',
      'model.yaml:8:44  gate.cost.falseNegative  found the number 5, expected more than truePositive, 6 of line 9  A wrong answer costs more than the right one; a gain is below 0.',
    ],
    [
      "a rule on one of the model's own metrics that can never hold",
      'roc_auc: { min: 0.75 }',
      'profit: { min: 20 }\n  metrics:\n    profit: { direction: higher, lowest: -10, highest: 10 }',
      'model.yaml:9:20  gate.rules.profit.min  found the number 20, expected -10 to 10  Between the lowest and the highest score that there can be.\nmodel.yaml:1:1  gate.metrics  found no metrics.py, expected metrics.py beside it  Define def profit(actual, predicted, probability) there.',
    ],
    [
      'a metric of its own by the name of a built-in one',
      'roc_auc: { min: 0.75 }',
      'f1: { min: 0.75 }\n  metrics:\n    f1: { direction: higher }',
      "model.yaml:11:5  gate.metrics.f1  found f1, which is a metric or a check of Ratchet's, expected another name  Rename the function in metrics.py and here.\nmodel.yaml:1:1  gate.metrics  found no metrics.py, expected metrics.py beside it  Define def f1(actual, predicted, probability) there.",
    ],
    [
      'a slice whose rules contradict',
      'roc_auc: { min: 0.75 }',
      'roc_auc: { min: 0.75 }\n  slices:\n    - by: contract\n      rules:\n        roc_auc:\n          min: 0.7\n          suspiciousAbove: 0.6',
      'model.yaml:15:28  gate.slices.0.rules.roc_auc.suspiciousAbove  found the number 0.6, expected more than min, 0.7 of line 14  Hardly any score could pass; widen one of the two.',
    ],
    [
      'a required gain that a suspicious share does not believe, with both lines',
      'roc_auc: { min: 0.75 }',
      'roc_auc:\n      requiredGain: 0.1\n      suspiciousRelativeGain: 0.05',
      'model.yaml:11:31  gate.rules.roc_auc.suspiciousRelativeGain  found the number 0.05, expected enough to believe requiredGain, 0.1 of line 10  A champion that can gain so much has at most 0.9, of which this is less; raise one, or lower the other.',
    ],
    [
      'a ceiling of the cost that no answer has, with both lines',
      'roc_auc: { min: 0.75 }',
      'cost: { max: -1 }\n  cost: { falsePositive: 1, falseNegative: 5 }',
      'model.yaml:9:18  gate.rules.cost.max  found the number -1, expected 0 to 5 by the costs of line 10  Between the lowest and the highest score that there can be.',
    ],
    [
      'a column that is sliced twice, with both lines',
      'roc_auc: { min: 0.75 }',
      'roc_auc: { min: 0.75 }\n  slices:\n    - { by: CONTRACT, rules: { f1: { min: 0.1 } } }\n    - { by: contract, rules: { f1: { min: 0.2 } } }',
      'model.yaml:12:13  gate.slices.1.by  found CONTRACT a second time, expected another column than the CONTRACT of line 11  Write all rules for the slices of a column into one entry.',
    ],
    [
      'slices by the target',
      'roc_auc: { min: 0.75 }',
      'roc_auc: { min: 0.75 }\n  slices: [{ by: churned, rules: { f1: { min: 0.1 } } }]',
      'model.yaml:10:18  gate.slices.0.by  found CHURNED, the target, expected another column of the feature table  A slice needs rows of many entities, and of more than one class.',
    ],
    [
      'a confidence in a slice',
      'roc_auc: { min: 0.75 }',
      'roc_auc: { min: 0.75 }\n  slices: [{ by: contract, rules: { f1: { maxLoss: 0, confidence: 0.9 } } }]',
      'model.yaml:10:55  gate.slices.0.rules.f1.confidence  found the key "confidence", expected one of min, max, maxLoss, requiredGain, maxRelativeLoss, requiredRelativeGain, suspiciousGain, suspiciousRelativeGain, suspiciousAbove, suspiciousBelow  Remove it.',
    ],
    [
      'two bounds of the same share',
      '  rules:',
      '  leakage: { maxDuplicateRowsShare: 0.2 }\n  checks: { duplicateRows: { above: 0.1 } }\n  rules:',
      'model.yaml:9:13  gate.checks.duplicateRows  found duplicateRows above 0.1, expected the same as maxDuplicateRowsShare, 0.2 of line 8  Both bound the same share: leave one of them out.',
    ],
    [
      'a share of repeated rows that is the default of one place, and another in the other',
      '  rules:',
      '  leakage: { maxDuplicateRowsShare: 0.05 }\n  checks: { duplicateRows: { above: 0.1 } }\n  rules:',
      'model.yaml:9:13  gate.checks.duplicateRows  found duplicateRows above 0.1, expected the same as maxDuplicateRowsShare, 0.05 of line 8  Both bound the same share: leave one of them out.',
    ],
    [
      'a cost matrix of a number',
      '  rules:\n    roc_auc: { min: 0.75 }',
      '  cost: { falsePositive: 1, falseNegative: 5 }\n  rules:\n    r2: { min: -0.5 }\ntask: regression',
      'model.yaml:8:3  gate.cost  found a cost matrix for task: regression, expected task: binary with it  Leave it out.',
    ],
    [
      'a serving function named like a companion',
      'PREDICT_CHURN',
      'PREDICT_CHURN_PROBA',
      'model.yaml:11:13  publication.function  found PREDICT_CHURN_PROBA, expected a name that does not end in _PROBA  That ending is for the companion that gives the probability.',
    ],
  ])('refuses %s', (_, from, to, message) => {
    expect(refusalOf(writeFolder(modelWith(from, to)))).toBe(message);
  });

  it.each([
    [
      'no features file',
      { 'features.sql': null },
      'model.yaml:1:1  features  found no features file, expected features.sql or features.py beside model.yaml  Write one SELECT as features.sql, or build(session, tables) in features.py.',
    ],
    [
      'two features files and no choice',
      { 'features.py': 'def build(session, tables): ...\n' },
      'model.yaml:1:1  features  found both features.sql and features.py, expected one  Say which: features: features.sql, or features: features.py.',
    ],
    [
      'no train.py',
      { 'train.py': null },
      'model.yaml:1:1  training  found no train.py, expected train.py beside it  Define build(params) in train.py, or name a stored procedure in training.',
    ],
    [
      'a train.py without build',
      { 'train.py': 'model = 1\n' },
      'train.py:1:1  found no build, expected def build(params)  Ratchet calls build; define it.',
    ],
    [
      'an unknown placeholder',
      { 'features.sql': 'SELECT *\nFROM {customer}\n' },
      'features.sql:2:6  found {customer}, expected one of {customers}  A placeholder is the name of a source of model.yaml.',
    ],
    [
      'two statements in features.sql',
      { 'features.sql': 'SELECT * FROM {customers};\nDROP TABLE X\n' },
      'features.sql:1:26  found a ;, expected one SELECT that can stand in parentheses  Keep one SELECT and remove the semicolon.',
    ],
    [
      'no SELECT in features.sql',
      { 'features.sql': '-- all\nDELETE FROM {customers}\n' },
      'features.sql:2:1  found DELETE, expected SELECT or WITH  A features.sql is one SELECT over the staged tables; Ratchet makes the table of it.',
    ],
    [
      'too much code',
      { 'train.py': `def build(params): ...\n# ${'x'.repeat(300_000)}\n` },
      'train.py:1:1  found 300052 bytes of code in the folder, expected at most 262144  Move data and generated code out: the code travels in the input of the Workflow.',
    ],
  ])('refuses %s', (_, changes, message) => {
    expect(refusalOf(writeFolder(changes))).toBe(message);
  });

  it('takes the features file that the model file names', () => {
    const directory = writeFolder({
      ...modelWith('gate:', 'features: features.py\ngate:'),
      'features.py': 'def build(session, tables): ...\n',
    });

    expect(Object.keys(readModelFolder(directory).code)).toEqual(['features.py', 'train.py']);
  });

  it('names every missing thing of an empty file at once', () => {
    expect(refusalOf(writeFolder({ 'model.yaml': '' })).split('\n')).toHaveLength(1);
    expect(refusalOf(writeFolder({ 'model.yaml': 'name: churn\n' })).split('\n')).toHaveLength(5);
  });

  it('refuses a training that may take longer than Snowflake lets a statement run', () => {
    const allowed = writeFolder(modelWith('gate:', 'training: { timeout: 7d }\ngate:'));
    const directory = writeFolder(modelWith('gate:', 'training: { timeout: 169h }\ngate:'));

    expect(readModelFolder(allowed).spec.training.timeout).toBe('7d');
    expect(refusalOf(directory)).toMatch(
      /^model\.yaml:7:22 {2}training\.timeout {2}found "169h", expected 7d at most, the longest that Snowflake lets a statement run/,
    );
  });

  it('refuses a rule on a score that a procedure does not report', () => {
    const training =
      'training: { procedure: P, artifact: "@S/m.joblib", metrics: { accuracy: test } }\ngate:';
    const directory = writeFolder(modelWith('gate:', training));

    expect(refusalOf(directory)).toBe(
      'model.yaml:10:5  gate.rules.roc_auc  found a rule on roc_auc, expected one on a score that the procedure reports (accuracy)  Map it: training: metrics: roc_auc: KEY_OF_THE_RESULT.',
    );
  });

  it('refuses a rule against the champion for a score that a procedure reports', () => {
    const training =
      'training: { procedure: P, artifact: "@S/m.joblib", metrics: { roc_auc: test } }\ngate:';
    const directory = writeFolder({
      'model.yaml': MODEL.replace('gate:', training).replace('min: 0.75', 'maxLoss: 0.01'),
    });

    expect(refusalOf(directory)).toBe(
      'model.yaml:10:16  gate.rules.roc_auc.maxLoss  found maxLoss for a score that the procedure reports about itself, expected absolute rules only: min, max, suspiciousAbove or suspiciousBelow  To compare with the champion, train with build(params) of train.py.',
    );
  });

  it('says which files of a source are not there, without refusing the folder', () => {
    const directory = writeFolder({ 'data/customers.parquet': null });

    expect(readModelFolder(directory).missingFiles).toEqual([
      {
        file: join(directory, 'model.yaml'),
        line: 6,
        column: 12,
        path: 'sources.customers.files',
        found: `no file at ${directory}/data/*.parquet`,
        expected: 'parquet or csv files',
        advice: 'Put them there, or name others for one run: --source customers=PATH',
      },
    ]);
  });

  it.each(['customers.csv.gz', 'customers.CSV', 'customers.Parquet'])(
    'takes %s, as the Worker does',
    (name) => {
      const directory = writeFolder({
        'data/customers.parquet': null,
        [`data/${name}`]: 'a',
        'model.yaml': MODEL.replace('*.parquet', '*'),
      });

      expect(readModelFolder(directory).missingFiles).toEqual([]);
    },
  );

  it('replaces the files of a source, and refuses a source that the model does not have', () => {
    const directory = writeFolder({ 'more (1).csv': 'a,b\n' });

    const folder = readModelFolder(directory, [`customers=${directory}/more (1).csv`]);

    expect(folder.spec.sources).toEqual({
      customers: { files: join(directory, String.raw`more \(1\).csv`) },
    });
    expect(folder.missingFiles).toEqual([]);
    expect(() => readModelFolder(directory, ['clients=x.csv'])).toThrow(
      '--source: found the source "clients", expected one of customers',
    );
    expect(() => readModelFolder(directory, ['customers'])).toThrow(
      '--source: found "customers", expected NAME=PATH',
    );
  });
});

describe('findModelFolder', () => {
  it('names the models there are when it finds none', () => {
    expect(() => findModelFolder(join(root, 'nowhere'))).toThrow(
      `No model "${join(root, 'nowhere')}": there is no folder ${join(root, 'nowhere')}.`,
    );
  });
});

const withTraining = (training: string, train = FILES['train.py']) =>
  writeFolder({ 'model.yaml': `${MODEL}training:\n${training}`, 'train.py': train });

describe('readModelFolder with candidates', () => {
  it('reads them in their order, each with its own build and params', () => {
    const train = 'def build(params): ...\ndef build_boosting(params): ...\n';
    const { spec } = readModelFolder(
      withTraining(
        '  parallel: 3\n  candidates:\n    small: { params: { n_estimators: 50 } }\n    boosting: { build: build_boosting }\n',
        train,
      ),
    );

    expect(spec.training).toMatchObject({
      parallel: 3,
      candidates: {
        small: { params: { n_estimators: 50 }, build: 'build' },
        boosting: { params: {}, build: 'build_boosting' },
      },
    });
    expect('candidates' in spec.training && Object.keys(spec.training.candidates ?? {})).toEqual([
      'small',
      'boosting',
    ]);
  });

  it('needs no build when every candidate has a function of its own', () => {
    const training = '  candidates: { a: { build: build_a }, b: { build: build_b } }\n';
    const train = 'def build_a(params): ...\ndef build_b(params): ...\n';
    expect(readModelFolder(withTraining(training, train)).spec.training).toBeDefined();
  });

  it.each([
    ['one is too few', '  candidates: { small: {} }\n', 'expected two candidates or more'],
    [
      'names are lower-case words',
      '  candidates: { Small: {}, large: { params: { a: 1 } } }\n',
      'found the key "Small", expected lower-case words joined by _ or -, for example large',
    ],
    [
      'more than 20',
      `  candidates: { ${Array.from({ length: 21 }, (_, n) => `c${n}: { params: { n: ${n} } }`).join(', ')} }\n`,
      'expected at most 20 candidates',
    ],
    [
      'a key that none has',
      '  candidates: { small: { parms: {} }, large: {} }\n',
      'found the key "parms", expected one of params, build  Did you mean params?',
    ],
    [
      'two that are made alike',
      '  params: { n: 1 }\n  candidates: { small: { params: { n: 1 } }, large: {} }\n',
      'model.yaml:14:46  training.candidates.large  found the same build and params as of small, expected a candidate that differs',
    ],
    [
      'parallel by itself',
      '  parallel: 2\n',
      'training.parallel  found parallel 2 for one candidate, expected candidates beside it',
    ],
    [
      'nobody at once',
      '  parallel: 0\n  candidates: { a: {}, b: { params: { n: 1 } } }\n',
      'expected at least 1',
    ],
    [
      'a build that train.py does not define',
      '  candidates: { a: {}, b: { build: build_b } }\n',
      'train.py:1:1  found no build_b, expected def build_b(params)  Ratchet calls build_b; define it.',
    ],
    [
      'a procedure, which trains one',
      '  procedure: TRAIN\n  artifact: "@S/m.joblib"\n  metrics: { roc_auc: A }\n  candidates: { a: {}, b: { params: { n: 1 } } }\n',
      'found the key "candidates"',
    ],
  ])('refuses %s', (_, training, problem) => {
    expect(refusalOf(withTraining(training))).toContain(problem);
  });
});
