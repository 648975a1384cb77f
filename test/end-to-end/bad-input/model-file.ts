import { inModelFile, moreOfModelFile, type RefusedFolder } from './bad-input.js';

const MODEL_FILES: readonly RefusedFolder[] = [
  {
    title: 'an unknown key',
    changes: inModelFile('entity:', 'entitty: x\nentity:'),
    says: ['DIR/model.yaml:2:1  entitty  found the key "entitty"', 'Did you mean entity?'],
  },
  {
    title: 'a value of another type',
    changes: inModelFile('min: 0.6', "min: 'high'"),
    says: ['DIR/model.yaml:9:22  gate.rules.accuracy.min  found "high", expected a number'],
  },
  {
    title: 'no YAML',
    changes: inModelFile('{ min: 0.6 }', '{ min: 0.6'),
    says: ['DIR/model.yaml:10:1  found ', 'expected YAML  Mend the syntax first'],
  },
  {
    title: 'a key twice',
    changes: inModelFile('target: churned', 'target: churned\ntarget: left'),
    says: ['DIR/model.yaml:4:1  found Map keys must be unique, expected YAML'],
  },
  {
    title: 'nothing at all',
    changes: { 'model.yaml': '' },
    says: ['DIR/model.yaml:1:1  found nothing, expected a mapping'],
  },
  {
    title: 'a gate without rules',
    changes: inModelFile('accuracy: { min: 0.6 }', '{}'),
    says: ['DIR/model.yaml:8:3  gate.rules  found an empty mapping, expected at least one rule'],
  },
  {
    title: 'rules that contradict each other',
    changes: inModelFile('min: 0.6', 'min: 0.9, suspiciousAbove: 0.8'),
    says: [
      'gate.rules.accuracy.suspiciousAbove  found the number 0.8, expected more than min, 0.9 of line 9',
      'widen one of the two',
    ],
  },
  ...['-1', '1e9', '"5"', '0', '0s', '-5m', '.inf', '[1h]'].map((timeout) => ({
    title: `the timeout ${timeout}`,
    changes: moreOfModelFile(`training: { timeout: ${timeout} }`),
    says: ['  training.timeout  found ', 'The longest that one training may take.'],
  })),
  {
    title: 'a timeout that is no duration',
    changes: moreOfModelFile('training: { timeout: soon }'),
    says: ['DIR/model.yaml:12:22  training.timeout  found "soon", expected a duration such as 30s'],
  },
];

const CODE_FILES: readonly RefusedFolder[] = [
  {
    title: 'no features file',
    changes: { 'features.sql': null },
    says: ['DIR/model.yaml:1:1  features  found no features file', 'Write one SELECT'],
  },
  {
    title: 'no train.py',
    changes: { 'train.py': null },
    says: ['DIR/model.yaml:1:1  training  found no train.py', 'Define build(params) in train.py'],
  },
  {
    title: 'a train.py without build',
    changes: { 'train.py': 'model = 1\n' },
    says: ['DIR/train.py:1:1  found no build, expected def build(params)'],
  },
  {
    title: 'features with a semicolon',
    changes: { 'features.sql': 'SELECT *\nFROM {customers}; DROP TABLE RUNS\n' },
    says: ['DIR/features.sql:2:17  found a ;, expected one SELECT that can stand in parentheses'],
  },
  {
    title: 'features that get out of their parentheses',
    changes: { 'features.sql': 'SELECT * FROM {customers}) AS X, (SELECT 1\n' },
    says: ['DIR/features.sql:1:26  found a ) that closes nothing'],
  },
  ...['DELETE FROM {customers}', 'DROP TABLE {customers}', 'INSERT INTO {customers}'].map(
    (sql) => ({
      title: `features that are no SELECT: ${sql}`,
      changes: { 'features.sql': sql },
      says: [`DIR/features.sql:1:1  found ${sql.split(' ')[0]}, expected SELECT or WITH`],
    }),
  ),
  {
    title: 'features with an unknown placeholder',
    changes: { 'features.sql': 'SELECT * FROM {customer}\n' },
    says: ['DIR/features.sql:1:15  found {customer}, expected one of {customers}'],
  },
];

const SOURCES: readonly RefusedFolder[] = [
  {
    title: 'source files that do not exist',
    changes: { 'data/customers.csv': null },
    says: ['DIR/model.yaml:6:12  sources.customers.files  found no file at DIR/data/*.csv'],
  },
  {
    title: 'settings that no step could be given',
    changes: {
      'model.yaml': (text) => `${text}training:\n  params: { names: "${'x'.repeat(70_000)}" }\n`,
    },
    says: ['bytes of settings, expected at most 65536'],
  },
  {
    title: 'an empty source file',
    changes: { 'data/customers.csv': '' },
    says: ['sources.customers.files  found the empty file DIR/data/customers.csv'],
  },
  {
    title: 'source files of two kinds',
    changes: { ...inModelFile('*.csv', '*'), 'data/customers.parquet': 'PAR1' },
    says: ['sources.customers.files  found both parquet and csv, expected one kind of files'],
  },
  {
    title: 'a source file of another kind',
    changes: { ...inModelFile('*.csv', '*'), 'data/customers.xlsx': 'PK' },
    says: ['sources.customers.files  found DIR/data/customers.xlsx, expected parquet or csv files'],
  },
  {
    title: 'a source file that PUT would take for many',
    changes: { 'data/all*.csv': 'a,b\n1,2\n' },
    says: ['found DIR/data/all*.csv, expected a name without * ? # % and \\'],
  },
];

/** Every place of model.yaml where a name can stand, and what stands there in a small folder. */
const NAME_PLACES: readonly (readonly [
  path: string,
  from: string,
  to: (name: string) => string,
])[] = [
  ['name', 'name: bad', (name) => `name: ${name}\n#`],
  ['entity', 'customer_id', (name) => name],
  ['target', 'churned', (name) => name],
  ['target.column', 'churned', (name) => `{ column: ${name} }`],
  ['sources', 'customers:', (name) => `${name}:`],
  ['sources.customers.table', 'files: data/*.csv', (name) => `table: ${name}`],
  ['sources.customers.stage', 'files: data/*.csv', (name) => `stage: ${name}`],
  ['publication.function', 'function: ', (name) => `function: ${name} #`],
  ['training.procedure', 'gate:', (name) => `${procedure(name, '"@S/m.joblib"')}\ngate:`],
  ['training.artifact', 'gate:', (name) => `${procedure('P', name)}\ngate:`],
  ['training.packages.0', 'gate:', (name) => `training: { packages: [${name}] }\ngate:`],
  ['split.salt', 'gate:', (name) => `split: { salt: ${name} }\ngate:`],
];

function procedure(name: string, artifact: string): string {
  return `training: { procedure: ${name}, artifact: ${artifact}, metrics: { accuracy: a } }`;
}

const NAMES = ['a"b', "a'; DROP TABLE RUNS; --", 'a$$b', 'a\nb', 'a{customers}', ''];

/** In YAML, a text in JSON's quotes is that text. */
const NAMES_IN_PLACES: readonly RefusedFolder[] = NAME_PLACES.flatMap(([path, from, to]) =>
  NAMES.map((name) => {
    const quoted = JSON.stringify(name);
    const at = path === 'sources' ? `sources.${name === '' ? '""' : quoted}` : path;
    return {
      title: `${path} named ${quoted}`,
      changes: inModelFile(from, to(quoted)),
      says: [`  ${at}  found ${path === 'sources' ? 'the key ' : ''}${quoted}, expected `],
    };
  }),
);

/** What the Client refuses without asking anyone. */
export const REFUSED_FOLDERS = [...MODEL_FILES, ...CODE_FILES, ...SOURCES, ...NAMES_IN_PLACES];
