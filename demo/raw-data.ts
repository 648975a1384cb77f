import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const root = fileURLToPath(new URL('../', import.meta.url)).replace(/dist\/$/, '');
const python = `${root}.venv/bin/python`;

/** Runs one of the repository's Python programs in its virtual environment. Throws with what it wrote on stderr. */
export async function runPython(args: readonly string[], env: NodeJS.ProcessEnv = {}): Promise<string> {
  const { stdout } = await promisify(execFile)(python, [...args], {
    cwd: root,
    env: { ...process.env, PYTHONPATH: `${root}python`, ...env },
  });
  return stdout;
}

/** Writes the raw tables of the first `months` months under `folder`, the same bytes on every machine. */
export async function generateCustomers(folder: string, months: number): Promise<void> {
  await runPython(['-m', 'demo_data', 'telco', '--out', folder, '--months', String(months)]);
}

/** Writes one raw table of customers drawn with replacement, as the quickstart's data came about. */
export async function generateResampledCustomers(folder: string, rows: number): Promise<void> {
  await runPython(['-m', 'demo_data', 'telco-resampled', '--out', folder, '--rows', String(rows)]);
}
