import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

/** What is different in a folder, by file name: another content, or what becomes of the text; null takes the file away. */
export type FolderChanges = Readonly<
  Record<string, string | Buffer | null | ((text: string) => string)>
>;

/** Model folders that learn within a second and pass their gate, but for what a test changes. */
export interface SmallFolders {
  /** Writes the folder of a model and returns its path; its serving function is `functionOf(model)`. */
  write(model: string, changes?: FolderChanges): string;
  remove(): void;
}

/** The serving function of a small model. */
export function functionOf(model: string): string {
  return `PREDICT_${model.replaceAll('-', '_').toUpperCase()}`;
}

/** Makes an empty place for model folders. */
export function smallFolders(): SmallFolders {
  const root = mkdtempSync(join(tmpdir(), 'ratchet-small-folders-'));
  return {
    write: (model, changes = {}) => {
      const folder = join(root, model);
      rmSync(folder, { recursive: true, force: true });
      const files = filesOf(model);
      for (const file of new Set([...Object.keys(files), ...Object.keys(changes)])) {
        write(join(folder, file), changed(files[file] ?? '', changes[file]));
      }
      return folder;
    },
    remove: () => rmSync(root, { recursive: true }),
  };
}

function changed(text: string, change: FolderChanges[string] | undefined): string | Buffer | null {
  if (change === undefined) return text;
  return typeof change === 'function' ? change(text) : change;
}

function write(path: string, content: string | Buffer | null): void {
  if (content === null) return;
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, content);
}

function filesOf(model: string): Readonly<Record<string, string>> {
  return {
    'model.yaml': `name: ${model}
entity: customer_id
target: churned
sources:
  customers:
    files: data/*.csv
gate:
  rules:
    accuracy: { min: 0.6 }
publication:
  function: ${functionOf(model)}
`,
    'features.sql': 'SELECT * FROM {customers}\n',
    'train.py': trainPy('LogisticRegression(max_iter=1_000, **params)'),
    'data/customers.csv': customersCsv(),
  };
}

/** A train.py whose build returns `estimator`, a Python expression, behind an encoder; `before` stands above it. */
export function trainPy(estimator: string, before = ''): string {
  return `from sklearn.compose import make_column_selector, make_column_transformer
from sklearn.impute import SimpleImputer
from sklearn.linear_model import LinearRegression, LogisticRegression
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import OneHotEncoder
from sklearn.svm import LinearSVC

${before}
def build(params):
    words = OneHotEncoder(handle_unknown="ignore")
    columns = make_column_transformer(
        (words, make_column_selector(dtype_exclude="number")),
        (SimpleImputer(), make_column_selector(dtype_include="number")),
    )
    return make_pipeline(columns, ${estimator})
`;
}

const ROWS = 300;

const CUSTOMER = {
  Customer_ID: (row: number) => `C${row}`,
  Churned: (row: number) => String(Number((row % 3 === 0) !== (row % 7 === 0))),
  Charges: (row: number) => String(((row * 7919) % 997) / 10),
  Tenure: (row: number) => String((row * 31) % 72),
  Contract: (row: number) => (row % 3 === 0 ? 'Month' : 'Year'),
} as const;

/** A csv file of 300 customers, a seventh of whom leave against what their contract says; `cells` replaces a column's. */
export function customersCsv(
  cells: Partial<Record<keyof typeof CUSTOMER, (value: string, row: number) => string>> = {},
): string {
  const columns = Object.entries(CUSTOMER);
  const rows = Array.from({ length: ROWS }, (_, row) =>
    columns.map(([name, value]) => {
      const replaced = Object.entries(cells).find(([column]) => column === name)?.[1];
      return replaced === undefined ? value(row) : replaced(value(row), row);
    }),
  );
  return [Object.keys(CUSTOMER), ...rows].map((cell) => `${cell.join(',')}\n`).join('');
}
