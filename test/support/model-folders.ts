import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

/** A model folder that is right; `NAME` stands for the model's name. */
const FILES: Readonly<Record<string, string>> = {
  'model.yaml': `name: NAME
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
`,
  'features.sql': 'SELECT * FROM {customers}\n',
  'train.py': 'def build(params):\n    return None\n',
  'data/customers.parquet': 'PAR1',
};

/** A directory with a models/ folder, which is the current one until `remove`. */
export interface Workspace {
  readonly directory: string;
  /** Writes models/NAME; `changes` adds to a file's text by its end, or replaces it by a function. */
  write(name: string, changes?: Readonly<Record<string, (text: string) => string | null>>): void;
  remove(): void;
}

/** Makes a workspace and goes there. */
export function enterWorkspace(): Workspace {
  const before = process.cwd();
  const directory = mkdtempSync(join(tmpdir(), 'ratchet-workspace-'));
  process.chdir(directory);
  return {
    directory,
    write: (name, changes = {}) => {
      for (const file of new Set([...Object.keys(FILES), ...Object.keys(changes)])) {
        const text = (FILES[file] ?? '').replace('NAME', name);
        write(join(directory, 'models', name, file), (changes[file] ?? ((same) => same))(text));
      }
    },
    remove: () => {
      process.chdir(before);
      rmSync(directory, { recursive: true });
    },
  };
}

function write(path: string, text: string | null): void {
  if (text === null) return rmSync(path, { force: true });
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
}
